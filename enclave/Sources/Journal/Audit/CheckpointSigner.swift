internal import Crypto
internal import EnclaveProtocol

/// How a checkpoint is signed.
package enum CheckpointAlgorithm: String, Sendable, CaseIterable {
    /// ECDSA with SHA-256, DER; the public key is the uncompressed point.
    case p256
    /// Ed25519; the public key is its 32 bytes.
    case ed25519

    func verifies(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        switch self {
        case .p256:
            guard let key = try? P256.Signing.PublicKey(x963Representation: publicKey),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }
}

/// The identity key, as far as the journal needs it.
package struct CheckpointSigner: Sendable {
    package let algorithm: CheckpointAlgorithm
    package let publicKey: [UInt8]
    /// Written into each checkpoint and signed with it.
    package let development: Bool
    /// Signs a message; called under the journal's lock, so it must not call the journal.
    package let sign: @Sendable ([UInt8]) throws -> [UInt8]

    package init(
        algorithm: CheckpointAlgorithm, publicKey: [UInt8], development: Bool,
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.development = development
        self.sign = sign
    }
}

extension AuditCheckpoint {
    /// What is signed: "casemate/checkpoint/1", instance, member, number of the checkpoint's entry 8, chain before it,
    /// 1 byte of development mode.
    static func message(_ identity: JournalIdentity, number: UInt64, chain: Hash256, development: Bool) -> [UInt8] {
        var out = Array("casemate/checkpoint/1".utf8) + identity.instance.bytes + identity.member.bytes
        out.append(bigEndian: number)
        return out + chain.bytes + [development ? 1 : 0]
    }

    func verifies(_ identity: JournalIdentity, number: UInt64) -> Bool {
        let message = Self.message(identity, number: number, chain: chain, development: development)
        return algorithm.verifies(signature, of: message, publicKey: publicKey)
    }
}
