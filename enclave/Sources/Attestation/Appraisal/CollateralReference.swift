internal import X509Core

/// Which of Intel's papers a quote needs. Read from the quote or its PCK certificate without verifying either: it only
/// says what to ask for.
public struct CollateralReference: Sendable, Equatable {
    public let kind: EvidenceKind
    /// The family of machines, six bytes.
    public let fmspc: [UInt8]
    /// Which of Intel's CAs issued the PCK certificate: `platform` or `processor`.
    public let authority: String

    /// What the PCK certificate that leads a PEM chain, or stands alone as DER, asks for.
    /// - Throws: `malformedCollateral` when it is no PCK certificate.
    public init(kind: EvidenceKind, pckChain: [UInt8]) throws(AppraisalError) {
        let leaf: Certificate
        let platform: PCKExtension
        do {
            guard let first = try Certificate.readAll(pckChain).first else { throw X509Error.malformed("It is empty") }
            guard let found = try PCKExtension(of: first) else {
                throw X509Error.malformed("It has no SGX extension")
            }
            leaf = first
            platform = found
        } catch {
            throw AppraisalError(.malformedCollateral, "There is no PCK certificate to go by. \(error)")
        }
        self.kind = kind
        fmspc = platform.fmspc
        authority = leaf.content.issuer.commonName?.contains("Processor") == true ? "processor" : "platform"
    }
}

/// How a quote without a PCK certificate names the machine to a provisioning cache; every field as it stands there.
public struct PCKCertificateRequest: Sendable, Equatable {
    public let qeID: [UInt8]
    /// Encrypted to Intel; empty where the quote does not carry it so.
    public let encryptedPPID: [UInt8]
    public let cpuSVN: [UInt8]
    public let pceSVN: [UInt8]
    public let pceID: [UInt8]
}

extension Quote {
    /// The quote that evidence is or that an RA-TLS certificate carries; nil for evidence without one.
    public static func carried(by evidence: [UInt8]) throws(AppraisalError) -> Quote? {
        switch EvidenceShape(of: evidence)?.container {
        case .quote: return try Quote(evidence)
        case .raTLS:
            let carried = try RATLSCertificate(evidence).unverifiedEvidence().evidence
            return EvidenceShape(of: carried)?.container == .quote ? try Quote(carried) : nil
        case .report, .hcl, nil: return nil
        }
    }

    /// What to fetch for a quote that carries its PCK certificate; nil for one that does not.
    public func collateralReference() throws(AppraisalError) -> CollateralReference? {
        switch signature.certification {
        case .chain(let text): try CollateralReference(kind: kind, pckChain: Array(text).trimmingNULs)
        case .leaf(let bytes): try CollateralReference(kind: kind, pckChain: Array(bytes).trimmingNULs)
        case .platform, .platformManifest: nil
        }
    }

    /// What to ask for the PCK certificate of a quote that only names its machine; nil for any other.
    public var pckCertificateRequest: PCKCertificateRequest? {
        guard case .platform(let reference) = signature.certification else { return nil }
        return PCKCertificateRequest(
            qeID: Array(header.qeIdentifier), encryptedPPID: reference.type == 1 ? [] : Array(reference.ppid),
            cpuSVN: Array(reference.cpuSVN), pceSVN: Array(reference.pceSVN), pceID: Array(reference.pceID))
    }
}
