internal import EnclaveProtocol
internal import X509Core

/// What evidence says of itself, read field by field. Nothing in it is verified: it is for looking, not for trusting.
public struct EvidenceReading: Sendable, Equatable {
    /// Container and kind.
    public let shape: EvidenceShape
    /// What frames the report: version, keys, certificate.
    public internal(set) var frame: [Claim]
    /// As an appraisal of the same evidence has them.
    public let measurements: [Claim]
    /// What the evidence carries about the machine; an appraisal has more, from collateral and certificates.
    public internal(set) var platformInfo: [Claim]
    /// 64 bytes.
    public let reportData: [UInt8]
    /// The code may be inspected by a debugger.
    public let debug: Bool

    /// Reads a quote, a report, an HCL blob or an RA-TLS certificate.
    /// - Throws: `malformedEvidence` and `unsupportedEvidence`.
    public init(_ evidence: [UInt8]) throws(AppraisalError) {
        switch EvidenceShape(of: evidence)?.container {
        case .quote: try self.init(quote: Quote(evidence))
        case .report: try self.init(report: SNPEvidence(evidence).report, container: .report)
        case .hcl: try self.init(blob: HCLReport(evidence))
        case .raTLS: try self.init(certificate: RATLSCertificate(evidence))
        case nil:
            throw AppraisalError(
                .malformedEvidence,
                "This is neither a quote of version 3 to 5, an SEV-SNP report, an HCL blob nor an RA-TLS certificate.")
        }
    }

    private init(
        shape: EvidenceShape, frame: [Claim], measurements: [Claim], platformInfo: [Claim], reportData: [UInt8],
        debug: Bool
    ) {
        self.shape = shape
        self.frame = frame
        self.measurements = measurements
        self.platformInfo = platformInfo
        self.reportData = reportData
        self.debug = debug
    }

    private init(quote: Quote) throws(AppraisalError) {
        let platform: PCKExtension? =
            switch quote.signature.certification {
            case .chain(let bytes), .leaf(let bytes): Self.platform(Array(bytes).trimmingNULs)
            case .platform, .platformManifest: nil
            }
        self.init(
            shape: EvidenceShape(container: .quote, kind: quote.kind),
            frame: quote.headerClaims + [Claim("certificationType", .number(UInt64(quote.certificationType)))],
            measurements: quote.measurements, platformInfo: platform?.claims ?? [], reportData: quote.reportData,
            debug: quote.isDebug)
    }

    private static func platform(_ chain: [UInt8]) -> PCKExtension? {
        guard let leaf = try? Certificate.readAll(chain).first else { return nil }
        return try? PCKExtension(of: leaf)
    }

    private init(report: SNPReport, container: EvidenceContainer) {
        var platform = [Claim("chipId", .bytes(report[.chipID])), Claim("chipIdMasked", .flag(report.isChipIDMasked))]
        if let product = report.product { platform.append(Claim("product", .text(product.rawValue))) }
        for (name, field) in [
            ("currentTcb", SNPReportField.currentTCB), ("reportedTcb", .reportedTCB), ("committedTcb", .committedTCB),
            ("launchTcb", .launchTCB),
        ] {
            platform.append(Claim(name, .bytes(report[field])))
        }
        self.init(
            shape: EvidenceShape(container: container, kind: .snp),
            frame: [
                Claim("reportVersion", .number(UInt64(report.version))),
                Claim("signingKey", .text(report.signingKey.rawValue)),
            ],
            measurements: report.measurementClaims + report.policy.claims,
            platformInfo: platform + report.firmwareClaims + report.platformInfoClaims,
            reportData: report[.reportData], debug: report.policy.contains(.debugAllowed))
    }

    private init(blob: HCLReport) throws(AppraisalError) {
        try self.init(report: SNPReport(blob.report), container: .hcl)
        frame.append(Claim("runtimeDataDigest", .bytes(blob.runtimeDataDigest)))
    }

    private init(certificate: RATLSCertificate) throws(AppraisalError) {
        let (form, evidence) = try certificate.unverifiedEvidence()
        switch EvidenceShape(of: evidence)?.container {
        case .quote: try self.init(quote: Quote(evidence))
        case .report: try self.init(report: SNPEvidence(evidence).report, container: .report)
        default:
            throw AppraisalError(.malformedEvidence, "The certificate carries neither a quote nor an SEV-SNP report.")
        }
        let content = certificate.certificate.content
        self = EvidenceReading(
            shape: EvidenceShape(container: .raTLS, kind: shape.kind),
            frame: [
                Claim("certificateSubject", .text("\(content.subject)")),
                Claim("certificateNotBefore", .text(RFC3339.text(content.notBefore))),
                Claim("certificateNotAfter", .text(RFC3339.text(content.notAfter))),
                Claim("raTlsExtension", .text(form.rawValue)),
            ] + frame, measurements: measurements, platformInfo: platformInfo, reportData: reportData, debug: debug)
    }
}

extension RATLSCertificate {
    /// The evidence of the extension that decides, without any check.
    func unverifiedEvidence() throws(AppraisalError) -> (form: RATLSExtension, evidence: [UInt8]) {
        let extensions = certificate.content.extensions
        if let standard = extensions.first(RATLSExtension.standard.identifier) {
            return (.standard, try TaggedEvidence(standard.value).quote)
        }
        guard let legacy = extensions.first(RATLSExtension.legacy.identifier) else {
            throw AppraisalError(.malformedEvidence, "The certificate has no extension that carries evidence.")
        }
        return (.legacy, legacy.value)
    }
}
