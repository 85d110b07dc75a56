import EnclaveProtocol
import Foundation
import SealedSession
import Testing

@testable import EnclaveServer

@Suite(.serialized) struct FrameTests {
    @Test func helloNegotiatesAndNamesTheListener() throws {
        let server = try TestServer()
        defer { server.stop() }
        let answer = try server.connect().hello()
        #expect(answer.version == 1)
        #expect(answer.identity == "default")
        #expect(!answer.requiresSession)
        #expect(answer.sessionKey == server.service.sessionKey.publicKey)
    }

    @Test func helloOfAnotherVersionIsRefusedNamingBothRanges() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.connect()
        let refusal = #expect(throws: Refusal.self) {
            try client.hello(Hello(minimumVersion: 7, maximumVersion: 9, client: "future"))
        }
        #expect(refusal?.code == .unsupportedVersion)
        #expect(refusal?.message.contains("7 to 9") == true)
        #expect(refusal?.message.contains("1 to 1") == true)
        #expect(try client.isClosed())
    }

    @Test func aThousandPipelinedRequestsAreAnsweredOutOfOrder() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        var bytes: [UInt8] = []
        // Every tenth waits for the journal, the others are answered at once.
        for id in UInt64(1)...1_000 {
            let operation: EnclaveOperation = id % 10 == 0 ? .caIssue : .random
            bytes += TestClient.request(operation, id, Array("body \(id)".utf8)).encoded
        }
        client.send(bytes)
        var order: [UInt64] = []
        for count in 1...1_000 {
            let frame = try #require(try client.receive())
            #expect(frame.body == Array("body \(frame.header.requestID)".utf8))
            order.append(frame.header.requestID)
            if count == 900 { server.service.makeDurable(upTo: 100) }
        }
        #expect(Set(order) == Set(1...1_000))
        #expect(order.prefix(900).allSatisfy { $0 % 10 != 0 })
        #expect(Array(order.suffix(100)) == stride(from: 10, through: 1_000, by: 10).map { UInt64($0) })
    }

    @Test func aRequestBeforeHelloIsRefusedAndTheConnectionClosed() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.connect()
        client.send(TestClient.request(.random, 5).encoded)
        #expect(try client.refusal()?.code == .malformedRequest)
        #expect(try client.isClosed())
    }

    @Test func anUnknownOperationIsRefusedAndTheConnectionGoesOn() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        client.send(Frame(kind: .request, operation: 0x7777, requestID: 3, body: [1]).encoded)
        #expect(try client.refusal()?.code == .unknownOperation)
        #expect(try client.call(.random, [1, 2]) == [1, 2])
    }

    @Test(arguments: [
        (offset: 4, value: UInt8(99)), (offset: 5, value: UInt8(2)), (offset: 0, value: UInt8(0xff)),
        (offset: 4, value: UInt8(3)), (offset: 4, value: UInt8(1)), (offset: 4, value: UInt8(6)),
    ])
    func aHeaderThatCannotBeIsRefusedWithItsIDAndTheConnectionClosed(offset: Int, value: UInt8) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        var bytes = TestClient.request(.random, 77, [1, 2, 3]).encoded
        bytes[offset] = value
        client.send(bytes)
        let frame = try #require(try client.receive())
        #expect(frame.header.kind == .refusal)
        #expect(frame.header.requestID == 77)
        #expect(try client.isClosed())
        #expect(try server.client().call(.random, [9]) == [9])
    }

    @Test func aBodyOfTheLargestSizePassesAndOneByteMoreDoesNot() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let largest = [UInt8](repeating: 7, count: FrameLimits.maximumBody)
        #expect(try client.call(.random, largest) == largest)
        let header = FrameHeader(bodyLength: FrameLimits.maximumBody + 1, kind: .request, operation: 29, requestID: 4)
        var writer = WireWriter()
        header.encode(to: &writer)
        client.send(writer.bytes)
        #expect(try client.refusal()?.code == .malformedRequest)
        #expect(try client.isClosed())
    }

    @Test func aLargeBodyIsRefusedWhenTheHeapHasNoRoom() throws {
        let server = try TestServer {
            $0.memory = MemoryBudget(threshold: 1_000, reserve: { $0 <= 4 * 5_000 }, release: { _ in })
        }
        defer { server.stop() }
        let client = try server.client()
        #expect(try client.call(.random, Array(repeating: 1, count: 5_000)).count == 5_000)
        let refusal = #expect(throws: Refusal.self) {
            try client.call(.random, Array(repeating: 1, count: 5_001))
        }
        #expect(refusal?.code == .resourceExhausted)
        #expect(try client.call(.random, [1]) == [1])
    }

    @Test func anIdInFlightCannotBeUsedAgain() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        client.send(TestClient.request(.caIssue, 8).encoded + TestClient.request(.random, 8).encoded)
        let refusal = try client.refusal()
        #expect(refusal?.code == .malformedRequest)
        #expect(refusal?.message.contains("in flight") == true)
        #expect(try client.isClosed())
    }

    @Test func aFrameInSingleBytesIsPutTogether() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for byte in TestClient.request(.random, 1, Array(0..<50)).encoded { client.send([byte]) }
        #expect(try client.answer(to: 1) == Array(0..<50))
    }

    @Test func aHalfClosedClientStillGetsItsAnswers() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        client.send(TestClient.request(.caIssue, 1, [5]).encoded)
        shutdown(client.descriptor, Int32(SHUT_WR))
        while server.service.lastNumber < 1 { usleep(1_000) }
        server.service.makeDurable(upTo: 1)
        #expect(try client.answer(to: 1) == [5])
        #expect(try client.isClosed())
    }

    @Test func tenThousandHostileStreamsLeaveTheServerInService() throws {
        let server = try TestServer { $0.timeouts.linger = 200 }
        defer { server.stop() }
        var random = SeededGenerator(seed: 20_260_701)
        let good = try server.client()
        for stream in 0..<10_000 {
            let hostile = try server.connect()
            hostile.send(HostileStream.make(using: &random))
            let body = Array("\(stream)".utf8)
            #expect(try good.call(.random, body) == body)
        }
        #expect(try server.client().call(.random, [1]) == [1])
    }
}
