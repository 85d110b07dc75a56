internal import Hummingbird
internal import NIOCore

/// How large a request's body may be, and how long it may take to arrive.
struct BodyLimits: Sendable {
    let size: Int
    let time: Duration

    /// The whole body; throws `tooLarge` or `timedOut`.
    func collect(_ body: RequestBody) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    return Array(try await body.collect(upTo: size).readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw CacheRefusal(.tooLarge, "The body may have \(size) bytes.")
                }
            }
            group.addTask {
                try await Task.sleep(for: time)
                throw CacheRefusal(.timedOut, "The body must arrive within \(time.components.seconds) s.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
