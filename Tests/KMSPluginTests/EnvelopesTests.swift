import EnclaveProtocol
import FakeEnclave
import ServiceKit
import Synchronization
import Testing

@testable import KMSPlugin

@Suite("Sealing and opening through an enclave", .timeLimit(.minutes(2)))
struct EnvelopesTests {
    private func context(_ key: KeyVersionID) -> WrapContext { .v2(key.description, annotations: [:]) }

    @Test("What was sealed opens; under another context it does not")
    func roundTrip() async throws {
        let enclave = try ToyEnclave()
        try await enclave.running {
            let sealed = try await enclave.envelopes.seal([1, 2, 3], context: context)
            #expect(sealed.key.version == 1)
            let opened = try await enclave.envelopes.open(
                sealed.envelope, keyID: sealed.key.description, context: context(sealed.key))
            #expect(opened == [1, 2, 3])
            await #expect(throws: KMSError.self) {
                try await enclave.envelopes.open(
                    sealed.envelope, keyID: sealed.key.description, context: .v1beta1(sealed.key.description))
            }
        }
    }

    @Test("A rotation between showing and sealing is noticed: the key id is the one that sealed")
    func rotationRace() async throws {
        let enclave = try ToyEnclave()
        try await enclave.running {
            _ = try await enclave.monitor.keys()
            enclave.key.withLock { $0 = .wrap(1, created: [10, 20]) }
            let sealed = try await enclave.envelopes.seal([1], context: context)
            #expect(sealed.key.version == 2)
            let opened = try await enclave.envelopes.open(
                sealed.envelope, keyID: sealed.key.description, context: context(sealed.key))
            #expect(opened == [1])
            enclave.sealingVersion.withLock { $0 = 9 }
            await #expect(throws: KMSError.self) { try await enclave.envelopes.seal([1], context: context) }
        }
    }

    @Test("Forty Decrypts of one message at the same time are one call")
    func singleFlight() async throws {
        let enclave = try ToyEnclave(decryptTakes: 0.5)
        try await enclave.running {
            let sealed = try await enclave.envelopes.seal([7], context: context)
            let opened = try await withThrowingTaskGroup { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await enclave.envelopes.open(
                            sealed.envelope, keyID: sealed.key.description, context: context(sealed.key))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(opened == Array(repeating: [7], count: 40))
        }
        #expect(enclave.count(.decrypt) == 1)
    }

    @Test("A key id of another key asks once more, then is unknown")
    func unknownKey() async throws {
        let enclave = try ToyEnclave()
        try await enclave.running {
            let stranger = KeyVersionID(key: Identifier(high: 5, low: 5), version: 1, created: 10)
            do {
                _ = try await enclave.envelopes.open([1], keyID: stranger.description, context: context(stranger))
                Issue.record("opened")
            } catch {
                #expect((error as? KMSError)?.code == .unknownKey)
            }
        }
        #expect(enclave.count(.decrypt) == 0)
    }

    @Test("Beyond the limit Decrypt is refused, and the enclave not asked")
    func limited() async throws {
        var limits = DecryptLimits()
        limits.refusal = 3
        let enclave = try ToyEnclave(limits: limits)
        try await enclave.running {
            let sealed = try await enclave.envelopes.seal([7], context: context)
            var codes: [KMSError.Code] = []
            for _ in 0..<5 {
                do throws(KMSError) {
                    _ = try await enclave.envelopes.open(
                        sealed.envelope, keyID: sealed.key.description, context: context(sealed.key))
                } catch {
                    codes.append(error.code)
                }
            }
            #expect(codes == [.limited, .limited])
        }
        #expect(enclave.count(.decrypt) == 3)
    }

    @Test("The monitor proves the key, and stops proving it when the key is retired")
    func monitor() async throws {
        let enclave = try ToyEnclave()
        #expect(!enclave.health.impairments.isEmpty)
        try await enclave.running(monitored: true) {
            try await until { (try? enclave.monitor.proven()) != nil && enclave.health.impairments.isEmpty }
            enclave.key.withLock { $0 = .wrap(1, created: [10], state: .retired) }
            try await until { (try? enclave.monitor.proven()) == nil && enclave.health.impairments.count == 1 }
            enclave.key.withLock { $0 = .wrap(1, created: [10, 20]) }
            try await until { (try? enclave.monitor.proven())?.version == 2 }
        }
    }

    @Test("Without an enclave a call ends with the reason before the API server's three seconds")
    func noEnclave() async throws {
        let enclave = try ToyEnclave()
        enclave.fake.stop()
        try await enclave.running {
            await #expect(throws: KMSError.self) { try await enclave.envelopes.seal([1], context: context) }
            #expect(EnclaveLink.patience < .seconds(3))
        }
    }

    private func until(_ condition: @Sendable () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < end)
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
