import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@Suite("Calls", .timeLimit(.minutes(1)))
struct CallTests {
    private func connect(_ fake: FakeEnclave, _ configure: (inout ConnectionConfiguration) -> Void = { _ in })
        async throws -> EnclaveClient
    {
        var configuration = ConnectionConfiguration()
        configure(&configuration)
        return try await EnclaveClient.connect(to: try EnclaveAddress(fake.address), configuration: configuration)
    }

    private func echoing(_ manners: FakeEnclave.Manners = .init()) throws -> FakeEnclave {
        let fake = try FakeEnclave(manners)
        fake.on(RandomRequest.self) { request, _ in
            .success(Blob([UInt8(request.count >> 8), UInt8(request.count & 255)]))
        }
        return fake
    }

    @Test func answersReachTheirCallers() async throws {
        let fake = try echoing()
        let client = try await connect(fake)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for count in 1...500 as ClosedRange<UInt16> {
                group.addTask {
                    let answer = try await client.call(RandomRequest(count: count)).bytes
                    #expect(answer == [UInt8(count >> 8), UInt8(count & 255)])
                }
            }
            try await group.waitForAll()
        }
        #expect(fake.calls.count == 500)
        #expect(fake.calls.allSatisfy { !$0.isSealed })
    }

    @Test func refusalsKeepCodeMessageAndRemedy() async throws {
        let fake = try FakeEnclave()
        fake.on(KeyShow.self) { _, _ in .failure(Refusal(.notFound, "no such key", remedy: "look")) }
        let client = try await connect(fake)
        let error = await #expect(throws: EnclaveClientError.self) {
            try await client.call(KeyShow(key: .name("x")))
        }
        #expect(error?.code == .refused(.notFound))
        #expect(error?.code.name == "not-found")
        #expect(error?.message == "no such key")
        #expect(error?.remedy == "look")
        #expect(try await client.find(KeyShow(key: .name("x"))) == nil)
    }

    @Test func callsGoInsideTheSessionWhenTheListenerAsks() async throws {
        var manners = FakeEnclave.Manners()
        manners.requiresSession = true
        let fake = try echoing(manners)
        let client = try await connect(fake)
        for count in 1...20 as ClosedRange<UInt16> { _ = try await client.call(RandomRequest(count: count)) }
        #expect(fake.calls.count == 20)
        #expect(fake.calls.allSatisfy { $0.isSealed })
    }

    @Test func aPinnedEnclaveIsAlwaysTalkedToInsideTheSession() async throws {
        let fake = try echoing()
        let client = try await connect(fake) { $0.enclaveKey = SessionKeyPin(of: fake.sessionKey) }
        _ = try await client.call(RandomRequest(count: 1))
        #expect(fake.calls.map(\.isSealed) == [true])
    }

    @Test func importsAlwaysGoInsideTheSession() async throws {
        let fake = try FakeEnclave()
        let client = try await connect(fake)
        let request = KeyImportClear(
            name: "k", purpose: .sign, audit: .counted, privateKey: [1, 2, 3], isSymmetric: false)
        await #expect(throws: EnclaveClientError.self) { try await client.call(request) }
        #expect(fake.calls.map(\.isSealed) == [true])
    }

    @Test func aCancelledCallEndsAtOnceAndOthersGoOn() async throws {
        let fake = try FakeEnclave(handlers: [.keyList: { _ in .silence }])
        fake.on(RandomRequest.self) { _, _ in .success(Blob([7])) }
        let client = try await connect(fake)
        let waiting = Task { try await client.call(KeyList(page: PageQuery())) }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        let error = await #expect(throws: EnclaveClientError.self) { try await waiting.value }
        #expect(error?.code == .cancelled)
        #expect(try await client.call(RandomRequest(count: 1)).bytes == [7])
    }

    @Test func runEndsWithItsTask() async throws {
        let client = try await connect(try echoing())
        let running = Task { await client.run() }
        running.cancel()
        await running.value
        let error = await #expect(throws: EnclaveClientError.self) { try await client.call(RandomRequest(count: 1)) }
        #expect(error?.code == .connectionLost)
    }

    @Test func aRequestThatNoFrameCarriesIsRefusedHere() async throws {
        let fake = try FakeEnclave()
        let client = try await connect(fake)
        let request = KeySign(
            key: .name("k"), scheme: .ecdsa, hash: .sha256, isDigest: false,
            input: [UInt8](repeating: 0, count: FrameLimits.maximumBody))
        let error = await #expect(throws: EnclaveClientError.self) { try await client.call(request) }
        #expect(error?.code == .requestTooLong)
        #expect(fake.calls.isEmpty)
    }
}
