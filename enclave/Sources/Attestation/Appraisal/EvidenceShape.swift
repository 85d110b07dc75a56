internal import X509Core

/// What evidence looks like from its first bytes, before anything in it is believed.
public struct EvidenceShape: Sendable, Equatable {
    /// What it comes wrapped in.
    public let container: EvidenceContainer
    /// The TEE it claims to be from; nil where it is too short or too broken to say.
    public let kind: EvidenceKind?

    /// Looks at evidence; nil when it is none of the known forms.
    public init?(of bytes: [UInt8]) {
        if HCLReport.isHCL(bytes) {
            (container, kind) = (.hcl, .snp)
        } else if bytes.first == DERTag.sequence || bytes.starts(with: Self.pemOpening) {
            (container, kind) = (.raTLS, Self.kind(inCertificate: bytes))
        } else if let version = Self.version(bytes), Self.isQuote(bytes, version) {
            (container, kind) = (.quote, Self.kind(ofQuote: bytes, version))
        } else if let version = Self.version(bytes), (2...5).contains(version), bytes.count >= 4,
            bytes[2] == 0, bytes[3] == 0
        {
            (container, kind) = (.report, .snp)
        } else {
            return nil
        }
    }

    init(container: EvidenceContainer, kind: EvidenceKind?) {
        (self.container, self.kind) = (container, kind)
    }

    private static let pemOpening = Array("-----BEGIN".utf8)
    private static let headerLength = 48
    private static let tdxType: UInt8 = 0x81

    private static func version(_ bytes: [UInt8]) -> Int? {
        bytes.count >= 2 ? Int(bytes[0]) | Int(bytes[1]) << 8 : nil
    }

    // Quotes and SEV-SNP reports both begin with a small version. Behind it a quote names its key type, which is not
    // zero, where a report has the upper half of its version, which is.
    private static func isQuote(_ bytes: [UInt8], _ version: Int) -> Bool {
        guard (3...5).contains(version), bytes.count >= 4 else { return false }
        return bytes[2] != 0 || bytes[3] != 0
    }

    private static func kind(ofQuote bytes: [UInt8], _ version: Int) -> EvidenceKind? {
        guard bytes.count >= headerLength else { return nil }
        return version > 3 && bytes[4] == tdxType ? .tdx : .sgx
    }

    private static func kind(inCertificate bytes: [UInt8]) -> EvidenceKind? {
        guard let extensions = try? Certificate(bytes).content.extensions else { return nil }
        if let standard = extensions.first(RATLSExtension.standard.identifier) {
            return (try? TaggedEvidence(standard.value)).flatMap { kind(inside: $0.quote) }
        }
        return extensions.first(RATLSExtension.legacy.identifier).flatMap { kind(inside: $0.value) }
    }

    private static func kind(inside bytes: [UInt8]) -> EvidenceKind? {
        guard let version = version(bytes) else { return nil }
        return isQuote(bytes, version) ? kind(ofQuote: bytes, version) : .snp
    }
}
