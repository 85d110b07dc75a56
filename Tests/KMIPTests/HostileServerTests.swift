import KMIPStandIn
import Synchronization
import TTLV
import Testing

@testable import KMIP

/// A server that lies, stops half-way or says nothing gets an error for an answer, and the client goes on.
@Suite(.serialized) struct HostileServerTests {
    private let identifier: KMIPIdentifier

    init() throws { identifier = try #require(KMIPIdentifier(GetVector.identifier)) }

    @Test(.timeLimit(.minutes(3))) func everyTruncation() async throws {
        let length = Atomic(0)
        let server = try await ScriptedServer.start { _ in
            .last(Array(GetVector.answer.prefix(length.load(ordering: .relaxed))))
        }
        let client = try KMIPClient(server.configuration())
        for count in 0..<GetVector.answer.count {
            length.store(count, ordering: .relaxed)
            let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
            #expect(error?.code == .connectionLost, "after \(count) bytes")
        }
        length.store(GetVector.answer.count, ordering: .relaxed)
        _ = try await client.key(identifier)
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(3))) func everyLengthLies() async throws {
        let answer = Mutex(GetVector.answer)
        let server = try await ScriptedServer.start { _ in .last(answer.withLock { $0 }) }
        let client = try KMIPClient(server.configuration())
        for offset in try GetVector.lengthOffsets() {
            for lie in GetVector.lies(at: offset) {
                answer.withLock { $0 = lie }
                let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
                #expect(error?.code.isOutage == true, "the length at \(offset)")
            }
        }
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aServerThatSaysNothingIsGivenUp() async throws {
        let server = try await ScriptedServer.start { _ in .silence }
        var configuration = server.configuration()
        configuration.timeout = .milliseconds(300)
        let client = try KMIPClient(configuration)
        let began = ContinuousClock.now
        let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
        #expect(error?.code == .timedOut)
        #expect(ContinuousClock.now - began < .seconds(20))
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func moreThanWasAskedIsRefused() async throws {
        let server = try await ScriptedServer.start { _ in .bytes(GetVector.answer + GetVector.answer) }
        let client = try KMIPClient(server.configuration())
        let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
        #expect(error?.code == .malformedAnswer)
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aConnectionThatEndedIsMadeAgainForWhatChangesNothing() async throws {
        let asked = Atomic(0)
        let server = try await ScriptedServer.start { _ in
            // Answers the first on each connection; the second finds the connection's end.
            asked.add(1, ordering: .relaxed).newValue % 2 == 0 ? .last([]) : .bytes(GetVector.answer)
        }
        let client = try KMIPClient(server.configuration())
        _ = try await client.key(identifier)
        _ = try await client.key(identifier)
        #expect(asked.load(ordering: .relaxed) == 3)
        let error = await #expect(throws: KMIPError.self) { try await client.destroy(identifier) }
        #expect(error?.code == .connectionLost)
        #expect(asked.load(ordering: .relaxed) == 4)
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func anUnreachableServerIsLeftAloneForAWhile() async throws {
        let server = try await ScriptedServer.start { _ in .silence }
        var configuration = server.configuration()
        // Nobody listens on port 1.
        configuration.port = 1
        let client = try KMIPClient(configuration)
        for _ in 0..<3 {
            let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
            #expect(error?.code == .cannotConnect)
        }
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aServerOfAnotherAuthorityIsNotTold() async throws {
        let asked = Atomic(0)
        let server = try await ScriptedServer.start { _ in
            asked.add(1, ordering: .relaxed)
            return .silence
        }
        let other = try await ScriptedServer.start { _ in .silence }
        var configuration = server.configuration()
        configuration.authorityFile = other.configuration().authorityFile
        let client = try KMIPClient(configuration)
        let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
        #expect(error?.code == .cannotConnect)
        #expect(asked.load(ordering: .relaxed) == 0)
        try await server.stop()
        try await other.stop()
    }
}

extension GetVector {
    /// Where the length of each item lies.
    static func lengthOffsets() throws -> [Int] {
        let answer = answer
        let span = answer.span
        var offsets: [Int] = []
        var position = 0
        while position < span.count {
            offsets.append(position + 4)
            let header = try TTLVHeader(span, at: position)
            position += TTLVHeader.length + (header.type == .structure ? 0 : header.paddedLength)
        }
        return offsets
    }

    /// Answers in which one length is another.
    static func lies(at offset: Int) -> [[UInt8]] {
        let true32 = answer[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let lies: [UInt32] = [true32 &- 8, true32 &+ 8, true32 &+ 4096, 0x7FFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFF8]
        return lies.map { lie in
            var bytes = answer
            for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: lie >> (24 - 8 * UInt32(index))) }
            return bytes
        }
    }
}
