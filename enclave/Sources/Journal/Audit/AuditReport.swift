/// What an offline check of an audit export found.
public struct AuditReport: Sendable, Equatable {
    /// The first line that does not hold.
    public struct Fault: Sendable, Equatable {
        /// Line of the input, from 1.
        public let line: Int
        /// Number of the entry there, or the one expected.
        public let number: UInt64
        /// What does not hold.
        public let reason: String
    }

    /// Entries that hold, before the first fault.
    public internal(set) var entries: UInt64 = 0
    /// Checkpoints among them whose signature holds.
    public internal(set) var checkpoints: UInt64 = 0
    /// Number of the first entry.
    public internal(set) var first: UInt64?
    /// Number of the last entry that holds.
    public internal(set) var last: UInt64?
    /// Number of the last entry that a checkpoint covers; what follows is chained but not signed.
    public internal(set) var lastSigned: UInt64?
    /// Public keys that signed checkpoints (uncompressed P-256 point or 32 bytes of Ed25519), in order of appearance.
    public internal(set) var signers: [[UInt8]] = []
    /// A checkpoint says that the enclave ran in development mode.
    public internal(set) var development = false
    /// The first line that does not hold, or nil.
    public internal(set) var firstBad: Fault?

    /// Whether every line holds.
    public var ok: Bool { firstBad == nil }
}
