/// Why a sealed session ended.
public enum SealedSessionError: Error, Equatable, Sendable {
    /// The pinned or announced session key is not a P-256 point.
    case invalidSessionKey
    /// The caller's encapsulated key is not a P-256 point.
    case invalidEncapsulatedKey
    /// A frame could not be encrypted; its sequence numbers are used up.
    case sealingFailed
    /// A frame was dropped, repeated, reordered or altered, or another enclave answers.
    case openingFailed
}
