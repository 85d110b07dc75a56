import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveServer

@Suite(.serialized) struct LifecycleTests {
    @Test func drainAnswersWhatIsDueRefusesWhatIsNewAndShutsTheServiceDown() throws {
        let server = try TestServer()
        let client = try server.client()
        client.send(TestClient.request(.caIssue, 1, [7]).encoded)
        while server.service.lastNumber < 1 { usleep(1_000) }
        server.server.drain()
        usleep(100_000)
        let refusal = #expect(throws: Refusal.self) {
            client.send(TestClient.request(.random, 2).encoded)
            return try client.answer(to: 2)
        }
        #expect(refusal?.code == .shuttingDown)
        #expect(!server.service.isShutDown)
        server.service.makeDurable(upTo: 1)
        #expect(try client.answer(to: 1) == [7])
        #expect(try client.isClosed())
        #expect(server.end() == .drained(inTime: true))
        #expect(server.service.isShutDown)
        #expect(throws: ClientFailure.self) { try server.connect().hello() }
        server.stop()
    }

    @Test func aDrainThatTakesTooLongRefusesWhatIsLeft() throws {
        let server = try TestServer { $0.timeouts.drain = 300 }
        let client = try server.client()
        client.send(TestClient.request(.caIssue, 1).encoded)
        while server.service.lastNumber < 1 { usleep(1_000) }
        server.server.drain()
        #expect(try client.refusal()?.code == .shuttingDown)
        #expect(server.end() == .drained(inTime: false))
        #expect(server.service.isShutDown)
        server.stop()
    }

    @Test func aStorageFailureIsTheAnswerToEverythingThatWaits() throws {
        let server = try TestServer()
        let clients = try (0..<4).map { _ in try server.client() }
        for client in clients { client.send(TestClient.request(.caIssue, 1).encoded) }
        while server.service.lastNumber < 4 { usleep(1_000) }
        let failure = Refusal(.storageFailed, "the disk is gone", remedy: "replace it")
        server.service.fail(failure)
        for client in clients {
            #expect(try client.refusal() == failure)
            #expect(try client.isClosed())
        }
        #expect(server.end() == .failed(failure))
        server.stop()
    }

    @Test func theServiceTicksAboutOnceASecond() throws {
        let server = try TestServer()
        usleep(2_300_000)
        #expect((1...3).contains(server.service.ticks))
        server.stop()
    }

    @Test func aSignalRequestsADrain() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "signal-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(at: directory) }
        let service = FakeService()
        let path = directory.appending(path: "s").path
        let configuration = ServerConfiguration(
            listeners: [ListenerAddress(endpoint: .unix(path: path))], workers: 1)
        let server = try EnclaveServer(configuration: configuration, service: service)
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            // The signal goes to this thread alone: the rest of the test process does not block it.
            let end = try? server.run(seal: { pthread_kill(pthread_self(), SIGTERM) })
            #expect(end == .drained(inTime: true))
            ended.signal()
        }
        thread.start()
        #expect(ended.wait(timeout: .now() + 10) == .success)
        #expect(service.isShutDown)
    }

    @Test func statusFactsNameTheListeners() throws {
        let server = try TestServer()
        defer { server.stop() }
        _ = try server.client()
        let facts = server.server.facts
        #expect(facts.first?.name == "listeners")
        #expect(facts.first?.value == "unix:\(server.path),identity=default,session=optional")
        #expect(facts.contains { $0.name == "workers" && $0.value == "2" })
    }
}
