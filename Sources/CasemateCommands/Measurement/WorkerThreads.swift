internal import Glibc
internal import Synchronization

/// Runs one body on threads of its own, because it blocks.
enum WorkerThreads {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on `count` threads and gives what they return, by their index; throws the first error.
    static func run<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        let results = Results<Value>(count: count)
        var threads: [pthread_t] = []
        for index in 0..<count {
            threads.append(try start { results.set(index, Result { try body(index) }) })
        }
        for thread in threads { pthread_join(thread, nil) }
        return try results.values()
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard failure == 0 else {
            work.release()
            throw CommandError.file("start", "a thread", failure)
        }
        return thread
    }

    private final class Results<Value: Sendable>: Sendable {
        private let slots: Mutex<[Result<Value, any Error>?]>

        init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

        func set(_ index: Int, _ result: Result<Value, any Error>) { slots.withLock { $0[index] = result } }

        func values() throws -> [Value] { try slots.withLock { slots in try slots.compactMap { try $0?.get() } } }
    }
}
