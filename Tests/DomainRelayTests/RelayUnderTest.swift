import EnclaveClient
import FakeEnclave
import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization
import Telemetry

@testable import DomainRelay

/// A relay beside a scripted enclave, on a port the system chose.
final class RelayUnderTest: Sendable {
    let enclave: FakeEnclave
    let table = LinkTable()
    let metrics = MetricsRegistry()
    let health = Health()
    let relay: RelayContext
    private let port = Mutex<Int?>(nil)

    init(_ enclave: FakeEnclave, ownPort: Int = 0, logger: Logger = .quiet) throws {
        self.enclave = enclave
        relay = RelayContext(
            enclave: ReconnectingClient(to: try EnclaveAddress(enclave.address)), traffic: Traffic(metrics),
            logger: logger, port: ownPort)
    }

    /// Runs while `body` does.
    func whileRunning(
        port chosen: Int = 0, _ body: @Sendable (PeerAddress) async throws -> Void
    ) async throws {
        let server = ConnectionServer(
            "peers", on: ListenAddress(host: "127.0.0.1", port: chosen), .messages, logger: .quiet,
            onListening: { address in self.port.withLock { $0 = address.port } }, serve: PeerService(relay).serve)
        let monitor = DomainMonitor(relay, links: table, health: health)
        RelayMetrics(monitor: monitor, links: table, server: server).register(with: metrics)
        let services: [any Service] = [monitor, PeerLinks(relay: relay, table: table), server]
        let group = ServiceGroup(services: services, gracefulShutdownSignals: [], logger: .quiet)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            defer { tasks.cancelAll() }
            try await eventually("the relay listens") { self.port.withLock { $0 } != nil }
            try await body(PeerAddress(host: "127.0.0.1", port: port.withLock { $0 } ?? 0))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

extension Logger {
    static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// What did not happen in time.
struct Never: Error, CustomStringConvertible {
    let description: String
}

/// Waits until it is so, at most a minute: tests of other targets block threads of tasks meanwhile.
func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw Never(description: "in vain: \(what)")
}
