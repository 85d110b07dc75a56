import EnclaveProtocol
import Foundation
import SealedSession
import Testing

@testable import EnclaveServer

@Suite(.serialized) struct SessionTests {
    /// Opens a session on a connection that has said hello.
    static func open(_ client: TestClient, _ key: [UInt8]) throws -> SealedSession {
        var (session, opening) = try SealedSession.open(to: key)
        client.send(Frame(kind: .sessionOpen, requestID: 1, body: opening.encoded).encoded)
        let frame = try #require(try client.receive())
        guard frame.header.kind == .sealed else { throw try Refusal(decoding: frame.body) }
        let inner = try session.open(frame)
        #expect(inner.header.kind == .answer && inner.header.requestID == 1 && inner.body.isEmpty)
        return session
    }

    @Test func tcpAnswersOnlyInsideASession() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try TestClient(port: server.tcpPort)
        let hello = try client.hello()
        #expect(hello.requiresSession && hello.identity == "remote")
        #expect(throws: Refusal.self) { try client.call(.random, [1]) }
        var session = try Self.open(client, hello.sessionKey)
        for id in UInt64(2)...100 {
            client.send(try session.seal(TestClient.request(.status, id)).encoded)
            let answer = try session.open(try #require(try client.receive()))
            #expect(answer.header.requestID == id)
            #expect(String(decoding: answer.body, as: UTF8.self) == "remote true")
        }
        #expect(server.server.statistics.sessions == 1)
    }

    @Test func heldAnswersAreSealedInTheOrderTheyLeave() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try TestClient(port: server.tcpPort)
        var session = try Self.open(client, try client.hello().sessionKey)
        for id in UInt64(1)...20 {
            let operation: EnclaveOperation = id.isMultiple(of: 2) ? .random : .caIssue
            client.send(try session.seal(TestClient.request(operation, id, [UInt8(id)])).encoded)
        }
        var ids: [UInt64] = []
        for count in 1...20 {
            ids.append(try session.open(try #require(try client.receive())).header.requestID)
            if count == 10 { server.service.makeDurable(upTo: 10) }
        }
        #expect(ids == Array(stride(from: 2, through: 20, by: 2)) + Array(stride(from: 1, through: 19, by: 2)))
    }

    @Test func aPlainFrameInASessionEndsIt() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.connect()
        _ = try Self.open(client, try client.hello().sessionKey)
        client.send(TestClient.request(.random, 2).encoded)
        #expect(try client.refusal()?.code == .sealedSessionRequired)
        #expect(try client.isClosed())
    }

    @Test(arguments: [0, 20, 30]) func anAlteredFrameEndsTheSession(place: Int) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.connect()
        var session = try Self.open(client, try client.hello().sessionKey)
        var bytes = try session.seal(TestClient.request(.random, 2, [1, 2, 3])).encoded
        if place > 0 { bytes[place] ^= 1 } else { bytes += bytes }
        client.send(bytes)
        if place == 0 { _ = try client.receive() }
        #expect(try client.refusal()?.code == .sealedSessionFailed)
        #expect(try client.isClosed())
    }

    @Test func sessionsAreBoundedAndFreedWithTheirConnections() throws {
        let server = try TestServer { $0.maximumSessions = 2 }
        defer { server.stop() }
        let key = server.service.sessionKey.publicKey
        var clients = try (0..<3).map { _ in try server.client() }
        _ = try Self.open(clients[0], key)
        _ = try Self.open(clients[1], key)
        let refusal = #expect(throws: Refusal.self) { try Self.open(clients[2], key) }
        #expect(refusal?.code == .resourceExhausted)
        clients.removeFirst()
        for _ in 0..<100 where server.server.statistics.sessions > 1 { usleep(10_000) }
        _ = try Self.open(clients[1], key)
    }
}
