import EnclaveProtocol
import EnclaveServer
import Foundation
import Synchronization

/// A server on a Unix socket and a TCP port of its own, run by a thread; ends when told.
final class TestServer: @unchecked Sendable {
    let service = FakeService()
    let server: EnclaveServer
    let path: String
    private let directory: URL
    private let finished = DispatchSemaphore(value: 0)
    private let result = Mutex<EnclaveServer.End?>(nil)

    init(
        workers: Int = 2, listeners: [ListenerAddress] = [],
        change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "server-\(UUID().uuidString.prefix(8))")
        path = directory.appending(path: "enclave.sock").path
        let own = ListenerAddress(endpoint: .unix(path: path))
        let tcp = ListenerAddress(endpoint: .tcp(address: [127, 0, 0, 1], port: 0), identity: "remote")
        var configuration = ServerConfiguration(listeners: [own, tcp] + listeners, workers: workers)
        configuration.threadStack = 512 << 10
        change(&configuration)
        server = try EnclaveServer(configuration: configuration, service: service)
        try server.start()
        server.open()
        Thread.detachNewThread { [self] in
            let end = try? server.wait()
            result.withLock { $0 = end }
            finished.signal()
        }
    }

    var tcpPort: UInt16 {
        guard case .tcp(_, let port) = server.listeners[1].endpoint else { return 0 }
        return port
    }

    func connect() throws -> TestClient { try TestClient(path: path) }

    /// A client that has said hello.
    func client() throws -> TestClient {
        let client = try connect()
        _ = try client.hello()
        return client
    }

    /// Waits for the end.
    func end(within seconds: Double = 10) -> EnclaveServer.End? {
        guard finished.wait(timeout: .now() + seconds) == .success else { return nil }
        finished.signal()
        return result.withLock(\.self)
    }

    /// Stops and cleans up.
    @discardableResult
    func stop() -> EnclaveServer.End? {
        server.drain()
        for _ in 0..<200 { service.gate.signal() }
        defer { try? FileManager.default.removeItem(at: directory) }
        return end()
    }
}
