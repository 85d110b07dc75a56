internal import EnclaveCore
internal import EnclaveProtocol

/// An answer that waits for more than the disk: asked for until it gives something.
struct WaitingAnswer: Sendable {
    var key: RequestKey
    var operation: UInt16
    var reply: @Sendable () -> Reply?
}
