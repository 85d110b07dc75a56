private import Crypto
internal import TEEPlatform

/// What the hardware derives for this code alone: the secret under every sealing key of a platform.
struct SealingRoot: Sendable {
    /// Which secret this is, part of every derivation.
    let label: String
    private let secret: [UInt8]

    init(label: String, secret: [UInt8]) {
        self.label = label
        self.secret = secret
    }

    /// 32 bytes bound to `context`: HKDF-SHA256 with info `casemate/sealing/1` ‖ label ‖ 0 ‖ context.
    func key(context: [UInt8]) -> SealingKey {
        let info = Array("casemate/sealing/1".utf8) + Array(label.utf8) + [0] + context
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), info: info, outputByteCount: 32)
        return .key(unsafe key.withUnsafeBytes { unsafe Array($0) })
    }
}
