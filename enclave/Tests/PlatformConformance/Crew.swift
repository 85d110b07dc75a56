import Dispatch

/// Threads that do the same at once.
enum Crew {
    static func run(threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: threads, execute: body)
    }
}
