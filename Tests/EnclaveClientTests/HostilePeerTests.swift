import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

/// What a broken or hostile enclave can do to its caller: an error with a code, never a crash and never a wrong answer.
@Suite("Hostile peers", .timeLimit(.minutes(1)))
struct HostilePeerTests {
    private func failure(
        _ fake: FakeEnclave, _ configure: (inout ConnectionConfiguration) -> Void = { _ in }
    ) async throws -> EnclaveClientError.Code? {
        var configuration = ConnectionConfiguration()
        configure(&configuration)
        let address = try EnclaveAddress(fake.address)
        do throws(EnclaveClientError) {
            let client = try await EnclaveClient.connect(to: address, configuration: configuration)
            _ = try await client.call(RandomRequest(count: 4))
            return nil
        } catch {
            #expect(!error.message.isEmpty && !error.remedy.isEmpty)
            return error.code
        }
    }

    private func replying(_ reply: FakeEnclave.Reply) throws -> FakeEnclave {
        try FakeEnclave(handlers: [.random: { _ in reply }])
    }

    @Test func itClosesBeforeItAnswers() async throws {
        #expect(try await failure(replying(.hangUp)) == .connectionLost)
    }

    @Test(arguments: [
        [UInt8](repeating: 0xff, count: 64), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
        Frame(kind: .hello, requestID: 1, body: []).encoded, Frame(kind: .answer, requestID: 99, body: []).encoded,
        Frame(kind: .refusal, requestID: 1, body: [0xff, 0xff]).encoded,
    ])
    func itSendsGarbage(_ bytes: [UInt8]) async throws {
        #expect(try await failure(replying(.bytes(bytes))) == .protocolViolation)
    }

    @Test func itsAnswerHasTrailingBytes() async throws {
        #expect(try await failure(replying(.answer(Blob([1]).encoded + [0]))) == .protocolViolation)
    }

    @Test func itSealsThoughNoSessionIsOpen() async throws {
        let frame = Frame(kind: .sealed, requestID: 1, body: [UInt8](repeating: 1, count: 40))
        #expect(try await failure(replying(.bytes(frame.encoded))) == .sessionFailed)
    }

    @Test func itNeverAnswersHello() async throws {
        var manners = FakeEnclave.Manners()
        manners.hello = .silence
        let code = try await failure(try FakeEnclave(manners)) { $0.greetingTimeout = .milliseconds(100) }
        #expect(code == .timedOut)
    }

    @Test func itTakesARequestAndSaysNothing() async throws {
        let code = try await failure(replying(.silence)) { $0.answerTimeout = .milliseconds(100) }
        #expect(code == .timedOut)
    }

    @Test func itAnswersOthersMeanwhile() async throws {
        let fake = try FakeEnclave(handlers: [
            .random: { _ in .silence }, .status: { _ in .refusal(Refusal(.internalError, "no", remedy: "none")) },
        ])
        var configuration = ConnectionConfiguration()
        configuration.answerTimeout = .milliseconds(400)
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address), configuration: configuration)
        async let slow = try? client.call(RandomRequest(count: 4))
        for _ in 0..<20 {
            try await Task.sleep(for: .milliseconds(50))
            let error = await #expect(throws: EnclaveClientError.self) { try await client.call(StatusRequest()) }
            #expect(error?.code == .refused(.internalError), "an enclave that talks is not silent")
        }
        client.close()
        #expect(await slow == nil)
    }

    @Test func itRefusesHello() async throws {
        var manners = FakeEnclave.Manners()
        manners.hello = .refusal(Refusal(.unsupportedVersion, "too old", remedy: "update"))
        #expect(try await failure(try FakeEnclave(manners)) == .refused(.unsupportedVersion))
    }

    @Test func itChoosesAnotherVersion() async throws {
        var manners = FakeEnclave.Manners()
        let answer = HelloAnswer(
            version: 9, instanceID: Identifier(high: 0, low: 0), state: .open, sessionKey: [], identity: "",
            requiresSession: false)
        manners.hello = .answer(answer.encoded)
        #expect(try await failure(try FakeEnclave(manners)) == .protocolViolation)
    }

    @Test func itIsNotThePinnedEnclave() async throws {
        let code = try await failure(try FakeEnclave()) { $0.enclaveKey = SessionKeyPin(of: [1, 2, 3]) }
        #expect(code == .enclaveKeyMismatch)
    }

    @Test func itAnnouncesAPinnedKeyThatItDoesNotHold() async throws {
        var manners = FakeEnclave.Manners()
        manners.announcesForeignKey = true
        let fake = try FakeEnclave(manners, handlers: [.random: { _ in .answer(Blob([1]).encoded) }])
        let code = try await failure(fake) { $0.enclaveKey = SessionKeyPin(of: fake.sessionKey) }
        #expect(code == .connectionLost || code == .sessionFailed)
    }

    @Test func itAnswersASealedRequestInClear() async throws {
        var manners = FakeEnclave.Manners()
        manners.requiresSession = true
        manners.forgetsToSeal = true
        let fake = try FakeEnclave(manners, handlers: [.random: { _ in .answer(Blob([1]).encoded) }])
        #expect(try await failure(fake) == .sessionFailed)
    }

    @Test func nothingIsThere() async throws {
        let error = await #expect(throws: EnclaveClientError.self) {
            try await EnclaveClient.connect(to: try EnclaveAddress("unix:/tmp/casemate-nothing-here.sock"))
        }
        #expect(error?.code == .cannotConnect)
    }
}
