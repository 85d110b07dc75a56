internal import EnclaveProtocol
internal import EnclaveServer
private import Synchronization

/// One piece of the start on a thread of its own with a secret stack: the main thread's stack is ordinary memory and must
/// not touch a key.
struct StartThread<Value: Sendable> {
    private final class Outcome: Sendable {
        let result = Mutex<Result<Value, Refusal>?>(nil)
    }

    private static var stackLength: Int { 128 << 10 }

    private let outcome = Outcome()
    private let done: Wakeup

    /// Starts the thread; its stack is 128 kB.
    init(_ name: String, _ body: @escaping @Sendable () throws(Refusal) -> Value) throws(ServerError) {
        let done = try Wakeup(isBlocking: true)
        self.done = done
        let outcome = outcome
        try ServerThread.start(name, stack: Self.stackLength) {
            outcome.result.withLock { $0 = Result { () throws(Refusal) in try body() } }
            done.signal()
        }
    }

    /// Waits for what the thread found; once.
    func value() throws(Refusal) -> Value {
        done.take()
        guard let result = outcome.result.withLock({ $0 }) else {
            throw Refusal(.internalError, "a thread of the start ended without a result")
        }
        return try result.get()
    }
}
