internal import Crypto
internal import EnclaveProtocol

/// What an issuer's authority is called in the enclave: its signer name, so that audit, policy and key servers speak of the
/// same thing. A later authority of the same signer name, after the first was retired with its issuer, has `@2` behind it.
enum AuthorityName {
    /// How often a signer name may be given to a new authority.
    static let generations = 1...1000

    static func name(of issuer: IssuerReference, generation: Int) -> String {
        let suffix = generation == 1 ? "" : "@\(generation)"
        let room = NameLimits.maximum - suffix.utf8.count
        return fitted(issuer.signerName, into: room) + suffix
    }

    /// What the key is called that an authority's key is delivered to.
    static func receiveKey(of authority: String, generation: Int) -> String {
        let suffix = "/receive-\(generation)"
        return fitted(authority, into: NameLimits.maximum - suffix.utf8.count) + suffix
    }

    /// The whole text where it fits, else its beginning and a digest of all of it. ASCII only.
    static func fitted(_ text: String, into room: Int) -> String {
        guard text.utf8.count > room else { return text }
        let digest = Hex.encode(Array(SHA256.hash(data: Array(text.utf8)).prefix(8)))
        return String(text.prefix(room - digest.count - 1)) + "-" + digest
    }
}
