package import X509Core

/// The certificate extensions that carry evidence.
public enum RATLSExtension: String, Sendable, CaseIterable {
    /// TCG DICE tagged evidence, 2.23.133.5.4.9: a quote, and claims that it commits to.
    case standard
    /// Gramine's own: a bare quote that commits to the key. It has no room for a nonce.
    case legacy

    package var identifier: ObjectIdentifier {
        switch self {
        case .standard: ObjectIdentifier(known: [0x67, 0x81, 5, 5, 4, 9])
        // Gramine once wrote a whole TLV (tag 6, length 9, 1.2.840.113741.1337.6) as content and has kept to it.
        case .legacy: ObjectIdentifier(known: [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x8a, 0x39, 6])
        }
    }
}
