import EnclaveCore
import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveServer

@Suite(.serialized) struct HeldAnswerTests {
    private static func held(_ number: UInt64, id: UInt64) -> HeldAnswer {
        HeldAnswer(
            number: number, key: RequestKey(connection: ConnectionAddress(slot: 0, generation: 1), requestID: id),
            operation: 1, reply: .answer([]))
    }

    @Test func answersComeOutInOrderOfTheirRecords() {
        var random = SeededGenerator(seed: 3)
        var answers = HeldAnswers()
        let numbers = (0..<500).map { _ in UInt64.random(in: 1...300, using: &random) }
        for (id, number) in numbers.enumerated() { answers.insert(Self.held(number, id: UInt64(id))) }
        #expect(answers.firstNumber == numbers.min())
        var released: [UInt64] = []
        for durable in stride(from: UInt64(0), through: 300, by: 7) {
            while let answer = answers.next(upTo: durable) {
                #expect(answer.number <= durable)
                released.append(answer.number)
            }
        }
        while let answer = answers.next(upTo: 300) { released.append(answer.number) }
        #expect(released == numbers.sorted())
        #expect(answers.isEmpty && answers.bytes == 0)
    }

    @Test func nothingIsReleasedBeforeItsRecordIsDurable() throws {
        let server = try TestServer()
        defer { server.stop() }
        let clients = try (0..<4).map { _ in try server.client() }
        for client in clients {
            client.send((UInt64(1)...25).flatMap { TestClient.request(.caIssue, $0, [UInt8($0)]).encoded })
        }
        while server.service.lastNumber < 100 { usleep(1_000) }
        for client in clients { #expect(try client.call(.random, [1]) == [1]) }
        for durable in stride(from: UInt64(10), through: 100, by: 10) { server.service.makeDurable(upTo: durable) }
        for client in clients {
            for id in UInt64(1)...25 { #expect(try client.answer(to: id) == [UInt8(id)]) }
        }
    }

    @Test func aDurableNumberThatRisesWhileAWorkerFallsAsleepIsSeen() throws {
        let server = try TestServer(workers: 2)
        defer { server.stop() }
        let client = try server.client()
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [service = server.service] in
            var durable: UInt64 = 0
            while durable < 20_000 {
                let last = service.lastNumber
                if last > durable { service.makeDurable(upTo: last) }
                durable = last
            }
            isDone.signal()
        }
        for id in UInt64(1)...20_000 {
            client.send(TestClient.request(.caIssue, id).encoded)
            _ = try client.answer(to: id)
        }
        isDone.wait()
    }

    @Test func beyondTheBoundAWorkerReadsNoMoreUntilAnswersLeave() throws {
        let server = try TestServer(workers: 1) { $0.maximumHeldAnswers = 50 }
        defer { server.stop() }
        let client = try server.client()
        client.send((UInt64(1)...500).flatMap { TestClient.request(.caIssue, $0, [1]).encoded })
        usleep(200_000)
        #expect(server.service.lastNumber <= 60)
        Thread.detachNewThread { [service = server.service] in
            while service.durableNumber < 500 {
                service.makeDurable(upTo: service.lastNumber)
                usleep(1_000)
            }
        }
        for id in UInt64(1)...500 { _ = try client.answer(to: id) }
    }

    @Test func longWorkIsQueuedInABoundAndAnsweredToTheLivingOnly() throws {
        let server = try TestServer { $0.maximumSlowJobs = 4 }
        defer { server.stop() }
        let client = try server.client()
        var dying: TestClient? = try server.client()
        dying?.send(TestClient.request(.keyGenerate, 1, [9]).encoded)
        usleep(100_000)
        dying = nil
        client.send((UInt64(1)...6).flatMap { TestClient.request(.keyGenerate, $0, [UInt8($0)]).encoded })
        let refused = try [client.receive(), client.receive()].compactMap(\.self)
        #expect(refused.map(\.header.requestID) == [5, 6])
        for frame in refused { #expect(try Refusal(decoding: frame.body).code == .busy) }
        #expect(try client.call(.random, [1]).count == 1)
        for _ in 0..<5 { server.service.gate.signal() }
        for id in UInt64(1)...4 { #expect(try client.answer(to: id) == [UInt8(id)]) }
    }

    @Test func evidenceDoesNotWaitBehindTheGenerationOfKeys() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let ids = UInt64(1)...20
        client.send(ids.flatMap { TestClient.request(.keyGenerate, $0, [UInt8($0)]).encoded })
        // None of them ends before the gate opens.
        for value in UInt8(1)...5 { #expect(try client.call(.evidence, [value]) == [value]) }
        #expect(try server.client().call(.evidence, [9]) == [9])
        for _ in ids { server.service.gate.signal() }
        for id in ids { #expect(try client.answer(to: id) == [UInt8(id)]) }
    }

    @Test func eachKindOfLongWorkHasABoundOfItsOwn() throws {
        let server = try TestServer { $0.maximumSlowJobs = 1 }
        defer { server.stop() }
        let client = try server.client()
        client.send(TestClient.request(.keyGenerate, 1).encoded)
        usleep(100_000)
        client.send((UInt64(2)...3).flatMap { TestClient.request(.keyGenerate, $0).encoded })
        #expect(try client.refusal()?.code == .busy)
        #expect(try client.call(.evidence, [7]) == [7])
        for _ in 1...2 { server.service.gate.signal() }
        for id in UInt64(1)...2 { #expect(try client.answer(to: id) == []) }
    }
}
