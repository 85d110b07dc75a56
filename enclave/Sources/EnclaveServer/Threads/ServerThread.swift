private import CEnclaveSystem

/// Starts the threads of the process. They are detached: a secret stack cannot be joined.
package enum ServerThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread that runs `body` once.
    package static func start(
        _ name: String, stack: Int, _ body: @escaping @Sendable () -> Void
    ) throws(ServerError) {
        let context = unsafe Unmanaged.passRetained(Body(name: name, run: body))
        let result = unsafe casemate_thread_start(
            stack,
            { context in
                guard let context = unsafe context else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                unsafe body.name.withCString { unsafe casemate_thread_set_name($0) }
                body.run()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            unsafe context.release()
            throw .cannotStart("the thread \(name)", errorNumber: result)
        }
    }
}
