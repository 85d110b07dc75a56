private import CEnclaveSystem
package import EnclaveCore
package import EnclaveProtocol

/// The edge of the enclave process: listeners, connections, frames, sessions, limits, threads.
///
/// The order at start is `init` (binds), `start` (all threads that will ever be), `open` (accepts), `wait`; between
/// `start` and `open` the process can be sealed. `run` does all of it.
package final class EnclaveServer: Sendable {
    /// How a server ended.
    package enum End: Equatable, Sendable {
        /// Told to stop: everything due was answered in time, or the rest was refused.
        case drained(inTime: Bool)
        /// Storage failed; everything that waited was refused with this.
        case failed(Refusal)
    }

    /// Descriptors that are not connections: listeners, wake-ups, the service's own files.
    private static let reservedDescriptors = 64

    let shared: ServerShared
    let housekeeper: Housekeeper

    /// Binds the listeners; nothing is accepted yet.
    ///
    /// `reload` runs on the housekeeping thread at SIGHUP.
    package init(
        configuration: ServerConfiguration, service: any EnclaveService,
        reload: @escaping @Sendable () -> Void = {}
    ) throws(ServerError) {
        var listeners: [Listener] = []
        for address in configuration.listeners { listeners.append(try Listener(address)) }
        let descriptors = Int(clamping: casemate_raise_descriptor_limit())
        let capacity = max(1, min(configuration.maximumConnections, descriptors - Self.reservedDescriptors))
        shared = try ServerShared(
            configuration: configuration, service: service, listeners: listeners, capacity: capacity)
        housekeeper = try Housekeeper(service: service, reload: reload)
    }

    /// The listeners, with the ports the kernel chose.
    package var listeners: [ListenerAddress] { shared.listeners.map(\.address) }

    /// What was done so far.
    package var statistics: ServerStatistics { shared.statistics }

    /// Facts for `status`.
    package var facts: [StatusFact] {
        listeners.map { StatusFact("listeners", $0.description) }
            + [
                StatusFact("workers", String(shared.links.count)),
                StatusFact("connectionLimit", String(shared.capacity)),
            ] + statistics.facts
    }

    /// Starts every thread, runs `warmUp` on each worker, and returns when all are ready.
    package func start(warmUp: @escaping @Sendable () -> Void = {}) throws(ServerError) {
        shared.service.onDurable { [shared] in
            let durable = shared.service.durableNumber
            for link in shared.links { link.durableRose(to: durable) }
        }
        shared.service.onFailure { [shared] refusal in
            shared.ledger.report { $0.failure = $0.failure ?? refusal }
        }
        try startThreads(warmUp: warmUp)
        var poller = try Poller()
        _ = poller.add(shared.ledger.wakeup.number, .readable, token: 0)
        while shared.ledger.current.ready < shared.links.count {
            if let error = shared.ledger.current.startError { throw error }
            _ = poller.wait(milliseconds: nil)
            shared.ledger.wakeup.take()
        }
    }

    /// Begins to accept connections.
    package func open() { shared.postToAll(.open) }

    /// Asks for the end: no new connections, new requests are refused, what is due is answered.
    package func drain() { shared.ledger.report { $0.isDrainRequested = true } }

    /// Starts, seals, accepts, and returns when the server was told to stop or failed. Handles signals.
    package func run(
        warmUp: @escaping @Sendable () -> Void = {}, seal: () throws -> Void = {}
    ) throws -> End {
        let signals = try SignalWatch()
        try start(warmUp: warmUp)
        try seal()
        open()
        return try wait(signals: signals)
    }

    private func startThreads(warmUp: @escaping @Sendable () -> Void) throws(ServerError) {
        let stack = shared.configuration.threadStack
        for index in shared.links.indices {
            try ServerThread.start("worker-\(index)", stack: stack) { [shared] in
                Self.work(index, shared, warmUp)
            }
        }
        for kind in LongWork.allCases {
            try ServerThread.start("\(kind)", stack: stack) { [thread = shared.slow[kind]] in thread.run() }
        }
        try ServerThread.start("journal", stack: stack) { [shared] in
            shared.service.runJournal()
            shared.ledger.report { $0.isJournalEnded = true }
        }
        try ServerThread.start("maintenance", stack: stack) { [shared] in shared.service.runMaintenance() }
        try ServerThread.start("housekeeper", stack: stack) { [shared, housekeeper] in
            do throws(ServerError) { try housekeeper.run() } catch { shared.ledger.report { $0.startError = error } }
            shared.ledger.report { $0.isShutDown = true }
        }
    }

    private static func work(_ index: Int, _ shared: ServerShared, _ warmUp: () -> Void) {
        do throws(ServerError) {
            var worker = try Worker(index: index, shared: shared)
            warmUp()
            shared.ledger.report { $0.ready += 1 }
            worker.run()
        } catch {
            shared.ledger.report { $0.startError = error }
        }
        shared.ledger.report { $0.ended += 1 }
    }
}
