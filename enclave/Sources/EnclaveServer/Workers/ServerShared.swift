internal import EnclaveCore
internal import EnclaveProtocol
internal import Synchronization

/// What all workers share and none changes, except for three counters.
final class ServerShared: Sendable {
    let configuration: ServerConfiguration
    let service: any EnclaveService
    let listeners: [Listener]
    let links: [WorkerLink]
    let slow: SlowThreads
    let ledger: ThreadLedger
    /// Most connections at once.
    let capacity: Int
    private let connections = Atomic<Int>(0)
    private let sessions = Atomic<Int>(0)

    init(
        configuration: ServerConfiguration, service: any EnclaveService, listeners: [Listener], capacity: Int
    ) throws(ServerError) {
        self.configuration = configuration
        self.service = service
        self.listeners = listeners
        self.capacity = capacity
        var links: [WorkerLink] = []
        for _ in 0..<configuration.workers { links.append(try WorkerLink()) }
        self.links = links
        slow = try SlowThreads(limit: configuration.maximumSlowJobs)
        ledger = try ThreadLedger()
    }

    /// Counts a new connection, unless there are too many.
    func claimConnection() -> Bool { Self.claim(connections, limit: capacity) }
    func freeConnection() { connections.subtract(1, ordering: .relaxed) }

    /// Counts a new session, unless there are too many.
    func claimSession() -> Bool { Self.claim(sessions, limit: configuration.maximumSessions) }
    func freeSession() { sessions.subtract(1, ordering: .relaxed) }

    /// The worker with the fewest connections, `preferred` among equals.
    func leastLoaded(preferred: Int) -> Int {
        var best = preferred
        var least = links[preferred].load.load(ordering: .relaxed)
        for index in links.indices {
            let load = links[index].load.load(ordering: .relaxed)
            if load < least { (best, least) = (index, load) }
        }
        return best
    }

    /// Tells every worker.
    func postToAll(_ message: WorkerMail) { for link in links { link.post(message) } }

    /// The figures of all workers.
    var statistics: ServerStatistics {
        var sum = ServerStatistics()
        for figures in links.map(\.figures) {
            sum.connections += figures.connections.load(ordering: .relaxed)
            sum.accepted += figures.accepted.load(ordering: .relaxed)
            sum.frames += figures.frames.load(ordering: .relaxed)
            sum.refused += figures.refused.load(ordering: .relaxed)
            sum.expired += figures.expired.load(ordering: .relaxed)
        }
        sum.sessions = sessions.load(ordering: .relaxed)
        return sum
    }

    private static func claim(_ counter: borrowing Atomic<Int>, limit: Int) -> Bool {
        if counter.add(1, ordering: .relaxed).newValue <= limit { return true }
        counter.subtract(1, ordering: .relaxed)
        return false
    }
}
