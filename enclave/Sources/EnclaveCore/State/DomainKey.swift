internal import Crypto
internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import TEEPlatform

/// The key over all state; 32 random bytes that never leave but wrapped.
package struct DomainKey: Sendable, Equatable {
    /// The header's word for the platform's sealing key.
    static let sealingRecipient = "sealing"

    static let length = 32

    let key: SymmetricKey

    /// A new one.
    init() { key = SymmetricKey(size: .bits256) }

    /// From its bytes, as recovery shares give them.
    package init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Its bytes, to be split into recovery shares.
    var bytes: [UInt8] { key.bytes }

    /// Wrapped to the platform's sealing key, bound to the instance; nil where the platform has none.
    func recipient(
        on platform: any TEEPlatform, instance: Identifier
    ) throws(Refusal) -> StateHeader.Recipient? {
        guard let cipher = try Self.cipher(platform, instance) else { return nil }
        let blob = try Refusal.mapping { () throws(KeyError) in
            try cipher.encrypt(bytes, additionalData: instance.bytes, keyVersion: 1)
        }
        return StateHeader.Recipient(kind: Self.sealingRecipient, id: [], blob: blob)
    }

    /// Unwraps with the platform's sealing key, or says why the state stays locked.
    static func unwrap(_ header: StateHeader, on platform: any TEEPlatform) throws(Refusal) -> Unwrapped {
        guard let recipient = header.recipients.first(where: { $0.kind == sealingRecipient }) else {
            return .locked(reason: "the state is not sealed to this platform")
        }
        guard let cipher = try cipher(platform, header.identity.instance) else {
            return .locked(reason: "this platform has no sealing key")
        }
        guard
            let bytes = try? cipher.decrypt(recipient.blob, additionalData: header.identity.instance.bytes)
        else { return .locked(reason: "the file header is sealed to another sealing key") }
        return .key(DomainKey(bytes: bytes))
    }

    enum Unwrapped {
        case key(DomainKey)
        case locked(reason: String)
    }

    private static func cipher(_ platform: any TEEPlatform, _ instance: Identifier) throws(Refusal)
        -> EnvelopeCipher?
    {
        let sealing: SealingKey
        do {
            sealing = try platform.sealingKey(context: instance.bytes)
        } catch {
            throw Refusal(.corruptState, error.message)
        }
        guard case .key(let bytes) = sealing else { return nil }
        return try Refusal.mapping { () throws(KeyError) in
            try EnvelopeCipher(try LiveKey(stored: bytes, algorithm: .aes256))
        }
    }
}

extension SymmetricKey {
    var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
