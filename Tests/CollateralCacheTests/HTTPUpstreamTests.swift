import AsyncHTTPClient
import Logging
import PCSStandIn
import ServiceKit
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import CollateralCache

@Suite("Asking upstream over HTTP")
struct HTTPUpstreamTests {
    /// Runs a stand-in on a port of its own, and an upstream that asks it.
    private func withUpstream(
        _ answers: StandInAnswers,
        _ body: @Sendable @escaping (HTTPUpstream, StandInServer, String) async throws -> Void
    ) async throws {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = StandInServer(answers)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        var listener = HTTPListener(
            name: "stand-in", address: ListenAddress(host: "127.0.0.1", port: 0), certificate: nil, responder: server,
            logger: quiet)
        listener.onListening = { port.yield($0.port) }
        let group = ServiceGroup(services: [listener], logger: quiet)
        let client = HTTPClient()
        let upstream = HTTPUpstream(client: client, metrics: CacheMetrics(MetricsRegistry()), logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await number in ports.prefix(1) {
                do { try await body(upstream, server, "http://127.0.0.1:\(number)") } catch { Issue.record(error) }
            }
            try await client.shutdown()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("The body and Intel's headers come as they were sent; others are left")
    func passesOn() async throws {
        let answers = try Vector.recorded2023()
        try await withUpstream(answers) { upstream, _, base in
            for (target, expected) in answers.byTarget {
                let request = UpstreamRequest(service: .pcs, url: base + target)
                guard case .found(let body, let headers) = try await upstream.answer(request) else {
                    Issue.record("nothing for \(target)")
                    continue
                }
                #expect(body == expected.body)
                #expect(Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) }) == expected.headers)
            }
            let absent = try await upstream.answer(UpstreamRequest(service: .pcs, url: base + "/nothing"))
            #expect(absent == .absent(status: 404))
        }
    }

    @Test("A failure is tried three times, then left alone for a while")
    func triesAgain() async throws {
        try await withUpstream(StandInAnswers()) { upstream, server, base in
            server.set(StandInServer.Trouble(status: 503))
            let request = UpstreamRequest(service: .pcs, url: base + "/x")
            await #expect(throws: UpstreamFailure("status 503", retryAfter: 1)) { try await upstream.answer(request) }
            #expect(server.total == 3)
            await #expect(throws: UpstreamFailure.self) { try await upstream.answer(request) }
            #expect(server.total == 3)
            // Another service has its own gate.
            let other = UpstreamRequest(service: .rootCRL, url: base + "/y")
            await #expect(throws: UpstreamFailure.self) { try await upstream.answer(other) }
            #expect(server.total == 6)
        }
    }

    @Test("429 is not tried again before its Retry-After")
    func keepsRetryAfter() async throws {
        try await withUpstream(StandInAnswers()) { upstream, server, base in
            server.set(StandInServer.Trouble(status: 429, retryAfter: 40))
            let request = UpstreamRequest(service: .pcs, url: base + "/x")
            for _ in 0..<3 {
                let failure = await #expect(throws: UpstreamFailure.self) { try await upstream.answer(request) }
                #expect(failure?.retryAfter == 40)
            }
            #expect(server.total == 1)
        }
    }

    @Test("Nobody there is a failure") func findsNobody() async throws {
        try await withUpstream(StandInAnswers()) { upstream, _, _ in
            let request = UpstreamRequest(service: .kds, url: "http://127.0.0.1:9/x")
            await #expect(throws: UpstreamFailure.self) { try await upstream.answer(request) }
        }
    }
}
