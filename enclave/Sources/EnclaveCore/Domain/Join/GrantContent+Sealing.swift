internal import Crypto
internal import EnclaveProtocol
internal import KeyOperations

extension GrantContent {
    private static let info = "casemate/domain-grant/1"

    /// Encrypted to the key in a joiner's statement, bound to that statement, signed by the lead's identity key.
    func sealed(for statement: JoinStatement, _ bytes: [UInt8], signedBy key: LiveKey) throws(Refusal) -> DomainGrant {
        let hash = Array(SHA256.hash(data: bytes))
        return try Refusal.mapping { () throws(KeyError) in
            let sealed = try SealingSuite.seal(encoded, to: statement.joinKey, info: Self.info, header: hash)
            var grant = DomainGrant(
                encapsulatedKey: Array(sealed.prefix(SealingSuite.encapsulatedLength)),
                ciphertext: Array(sealed.dropFirst(SealingSuite.encapsulatedLength)), signature: [])
            grant.signature = try key.sign(
                message: Self.signed(grant, statementHash: hash), scheme: .ecdsa, hash: .sha256)
            return grant
        }
    }

    /// Opens a grant for the statement `bytes`, which must be signed by the key of the lead's offer.
    init(
        opening grant: DomainGrant, for bytes: [UInt8], with joinKey: LiveKey, signedBy leadKey: PublicKey
    ) throws(Refusal) {
        let hash = Array(SHA256.hash(data: bytes))
        guard leadKey.isValid(grant.signature, message: Self.signed(grant, statementHash: hash), using: Self.signature)
        else {
            throw Refusal(
                .memberRefused, "the grant is not signed by the lead that made the offer for this join",
                remedy: "Begin the join again: `casemate domain join`.")
        }
        let plaintext = try Refusal.mapping { () throws(KeyError) in
            try SealingSuite.open(
                (grant.encapsulatedKey + grant.ciphertext)[...], with: joinKey.stored, info: Self.info, header: hash,
                part: .grant)
        }
        do throws(WireError) {
            try self.init(decoding: plaintext)
        } catch {
            throw Refusal(
                .malformedRequest, "the grant's content cannot be read: \(error)",
                remedy: "Join with the lead's version of the program, or a newer one.")
        }
    }

    /// What the lead signs: the grant's domain text, the statement it answers, the grant.
    private static func signed(_ grant: DomainGrant, statementHash: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.string(info)
        writer.fixed(statementHash)
        writer.data(grant.encapsulatedKey)
        writer.data(grant.ciphertext)
        return writer.bytes
    }

    private static let signature = SignatureAlgorithm.ecdsa(.sha256)
}
