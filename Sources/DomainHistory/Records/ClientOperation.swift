/// One operation as the client that asked for it recorded it.
package struct ClientOperation: Sendable, Decodable, Equatable {
    /// What became of it.
    package enum Outcome: String, Sendable, Decodable {
        case answered
        case refused
        /// No answer came, or one that leaves it open.
        case unknown
    }

    package var client: String
    /// Milliseconds of one clock that all clients share and that never jumps.
    package var start: Int64
    package var end: Int64
    /// Name of the member that was asked.
    package var member: String
    /// As in the audit, for example `key-generate`.
    package var operation: String
    /// The key, the policy's identity or the member it is about. Only one client changes what has this name.
    package var name: String
    /// What it becomes: the key's versions or the policy's rate, which its client only ever raises.
    package var value: Int64?
    package var outcome: Outcome
    /// Why it was refused.
    package var code: String?
}
