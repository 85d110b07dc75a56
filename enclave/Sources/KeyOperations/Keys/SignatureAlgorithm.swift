package import EnclaveProtocol

/// A scheme with its hash: the combinations that exist, so that no operation meets one that does not.
package enum SignatureAlgorithm: Sendable, Hashable {
    case ecdsa(HashAlgorithm)
    case eddsa
    /// RSASSA-PKCS1-v1_5.
    case pkcs1(HashAlgorithm)
    /// RSASSA-PSS with MGF1 of the same hash and a salt as long as the digest.
    case pss(HashAlgorithm)

    package init(scheme: SignatureScheme, hash: HashAlgorithm?) throws(KeyError) {
        if scheme == .eddsa {
            guard hash == nil else { throw .hashUnexpected(scheme) }
            self = .eddsa
            return
        }
        guard let hash else { throw .hashMissing(scheme) }
        switch scheme {
        case .ecdsa: self = .ecdsa(hash)
        case .pkcs1: self = .pkcs1(hash)
        case .pss, .eddsa: self = .pss(hash)
        }
    }

    package var scheme: SignatureScheme {
        switch self {
        case .ecdsa: .ecdsa
        case .eddsa: .eddsa
        case .pkcs1: .pkcs1
        case .pss: .pss
        }
    }

    /// The hash; nil for EdDSA, which hashes by itself.
    package var hash: HashAlgorithm? {
        switch self {
        case .ecdsa(let hash), .pkcs1(let hash), .pss(let hash): hash
        case .eddsa: nil
        }
    }
}
