/// One root that evidence may lead to, named by the digest of its certificate.
public struct TrustAnchor: Sendable, Hashable {
    /// SHA-256 of the certificate's DER, 32 bytes.
    public let fingerprint: [UInt8]

    /// The anchor of this fingerprint; nil unless it has 32 bytes.
    public init?(fingerprint: [UInt8]) {
        guard fingerprint.count == Self.fingerprintLength else { return nil }
        self.fingerprint = fingerprint
    }

    /// `hardware` when this is a root that a vendor keeps and this program has built in, `software` for any other.
    ///
    /// It depends on the certificate alone: a vendor's root that the caller names himself is still a vendor's root.
    public var platform: EvidencePlatform { vendorRoot == nil ? .software : .hardware }

    /// The vendor root this is, or nil.
    public var vendorRoot: VendorRoot? { VendorRoot.allCases.first { $0.fingerprint == fingerprint } }

    /// Length of a fingerprint in bytes.
    public static let fingerprintLength = 32
}
