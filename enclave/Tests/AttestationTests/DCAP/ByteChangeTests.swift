import DCAPFixtures
import Testing
import X509Core

@testable import Attestation

/// Every byte of a quote, a CRL, a TCB info, a QE identity and the certificates counts, but for the fields named here.
/// That (r, n - s) stands for (r, s) takes 32 bytes at once and has a test of its own.
@Suite("Changed bytes of DCAP evidence")
struct ByteChangeTests {
    @Test("quotes", arguments: quoteNames)
    func quotes(_ name: String) throws {
        let vector = try DCAPVector(name)
        let verified = try VerifiedCollateral(vector.collateral, root: vector.root, time: vector.time)
        let changes = ByteChanges(
            name: name, bytes: vector.quote, dontCare: Self.openFields(of: vector.quote, try Quote(vector.quote)),
            appraise: { try DCAPVerifier.appraise($0, collateral: verified, time: vector.time) })
        try changes.check()
    }

    @Test("CRLs, signed texts and their signatures", arguments: collateralNames, CollateralPart.allCases)
    func collateral(_ name: String, _ part: CollateralPart) throws {
        let vector = try DCAPVector(name)
        let collateral = try vector.collateral
        let bytes = part.bytes(of: collateral)
        let changes = ByteChanges(
            name: "\(name) \(part)", bytes: bytes, dontCare: part.isChain ? Self.openFields(ofChain: bytes) : [],
            appraise: { bytes in
                let changed = part.replaced(in: collateral, by: bytes)
                let verified = try VerifiedCollateral(changed, root: vector.root, time: vector.time)
                return try DCAPVerifier.appraise(vector.quote, collateral: verified, time: vector.time)
            })
        try changes.check()
    }

    @Test("DER of the PCK chain", arguments: [0, 1, 2])
    func certificates(_ place: Int) throws {
        let vector = try DCAPVector("sgx/real-azure-2023")
        let verified = try VerifiedCollateral(vector.collateral, root: vector.root, time: vector.time)
        guard case .chain(let text) = try Quote(vector.quote).signature.certification else {
            throw AppraisalError(.malformedEvidence, "The vector's quote carries no chain.")
        }
        let chain = try CertificateText.chain(Array(text), "The chain", as: .malformedEvidence)
        let changes = ByteChanges(
            name: "certificate \(place)", bytes: chain[place],
            appraise: { bytes in
                var changed = chain
                changed[place] = bytes
                let pem = Array(SimulatedHierarchy.pem(changed).utf8)
                _ = try verified.pckCertificate(for: .chain(pem[...]), time: vector.time)
                return try DCAPVerifier.appraise(vector.quote, collateral: verified, time: vector.time)
            })
        try changes.check()
    }

    @Test("the trusted root itself")
    func root() throws {
        let vector = try DCAPVector("sgx/sim-uptodate")
        let collateral = try vector.collateral
        let changes = ByteChanges(
            name: "root", bytes: vector.root.certificate.der,
            appraise: { bytes in
                let root = try DCAPRoot(Certificate(bytes))
                let verified = try VerifiedCollateral(collateral, root: root, time: vector.time)
                return try DCAPVerifier.appraise(vector.quote, collateral: verified, time: vector.time)
            })
        try changes.check()
    }

    static let quoteNames = [
        "sgx/real-azure-2023", "sgx/sim-cert-type-3", "sgx/sim-trailing-bytes", "tdx/real-gce-v4-uptodate-2024",
        "tdx/real-v5-td15-uptodate-2026", "tdx/sim-v5-td15ex-uptodate", "tdx/sim-relaunch",
    ]
    static let collateralNames = ["sgx/real-azure-2023", "tdx/sim-v5-td15-uptodate"]
}

/// The fields that do not count, from the layout of a quote and from nothing else.
extension ByteChangeTests {
    private static func openFields(of bytes: [UInt8], _ quote: Quote) -> [ByteChanges.DontCare] {
        let lengthOffset = quote.signedRange.upperBound
        let length = bytes[lengthOffset..<lengthOffset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        let end = lengthOffset + 4 + length
        var fields: [ByteChanges.DontCare] = []
        if end < bytes.count {
            fields.append(.init(name: "padding behind the signature data", section: "1.2", range: end..<bytes.count))
        }
        switch quote.signature.certification {
        case .platform(let reference):
            // No signature covers the reference; its PCE-ID is compared with the certificate's.
            let start = end - 404
            fields.append(.init(name: "encrypted PPID", section: "1.5", range: start..<start + reference.ppid.count))
            fields.append(.init(name: "CPUSVN of the reference", section: "1.5", range: end - 20..<end - 4))
            fields.append(.init(name: "PCESVN of the reference", section: "1.5", range: end - 4..<end - 2))
        case .chain(let text):
            fields += openFields(ofChain: bytes, text.startIndex..<text.endIndex)
        default: break
        }
        return fields
    }

    /// A PEM text may end in NULs, so its last line break may become one.
    private static func openFields(ofChain bytes: [UInt8], _ range: Range<Int>? = nil) -> [ByteChanges.DontCare] {
        let text = bytes[range ?? 0..<bytes.count]
        guard let last = text.lastIndex(where: { $0 != 0 }), bytes[last] == UInt8(ascii: "\n") else { return [] }
        return [.init(name: "last line break of the PEM text", section: "1.5", range: last..<last + 1, values: [0])]
    }
}

/// What of collateral is changed.
enum CollateralPart: CaseIterable, Sendable {
    case rootCRL, pckCRL, tcbInfo, tcbInfoSignature, qeIdentity, qeIdentitySignature
    case pckCRLIssuerChain, tcbInfoIssuerChain, qeIdentityIssuerChain

    var isChain: Bool {
        switch self {
        case .pckCRLIssuerChain, .tcbInfoIssuerChain, .qeIdentityIssuerChain: true
        default: false
        }
    }

    func bytes(of collateral: Collateral) -> [UInt8] {
        switch self {
        case .rootCRL: collateral.rootCRL
        case .pckCRL: collateral.pckCRL
        case .tcbInfo: collateral.tcbInfo.text
        case .tcbInfoSignature: collateral.tcbInfo.signature ?? []
        case .qeIdentity: collateral.qeIdentity.text
        case .qeIdentitySignature: collateral.qeIdentity.signature ?? []
        case .pckCRLIssuerChain: collateral.pckCRLIssuerChain
        case .tcbInfoIssuerChain: collateral.tcbInfoIssuerChain
        case .qeIdentityIssuerChain: collateral.qeIdentityIssuerChain
        }
    }

    func replaced(in collateral: Collateral, by bytes: [UInt8]) -> Collateral {
        var changed = collateral
        switch self {
        case .rootCRL: changed.rootCRL = bytes
        case .pckCRL: changed.pckCRL = bytes
        case .tcbInfo: changed.tcbInfo.text = bytes
        case .tcbInfoSignature: changed.tcbInfo.signature = bytes
        case .qeIdentity: changed.qeIdentity.text = bytes
        case .qeIdentitySignature: changed.qeIdentity.signature = bytes
        case .pckCRLIssuerChain: changed.pckCRLIssuerChain = bytes
        case .tcbInfoIssuerChain: changed.tcbInfoIssuerChain = bytes
        case .qeIdentityIssuerChain: changed.qeIdentityIssuerChain = bytes
        }
        return changed
    }
}
