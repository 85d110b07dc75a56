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

/// Where a platform's sealing keys come from, or why there are none.
enum SealingSource: Sendable {
    case root(SealingRoot)
    case none(reason: String)

    /// Under `--sealing none`.
    static let switchedOff = SealingSource.none(reason: "--sealing none: recovery shares open the state")

    /// The key bound to `context`.
    func key(context: [UInt8]) -> SealingKey {
        switch self {
        case .root(let root): root.key(context: context)
        case .none(let reason): .unavailable(reason: reason)
        }
    }

    /// The word of `status` for what the keys are bound to.
    func word(_ sealing: HardwareSealing, on platform: String) -> String {
        guard case .root = self else { return HardwareSealing.none.word(on: platform) }
        return sealing.word(on: platform)
    }
}
