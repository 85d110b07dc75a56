import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Logging
import Synchronization
import Testing

@testable import KMSPlugin

@Suite("The link to the enclave", .timeLimit(.minutes(1)))
struct EnclaveLinkTests {
    @Test("A call whose connection is lost comes through on the next one, also on the thread of the connection")
    func lostConnection() async throws {
        let hangUp = Once()
        let fake = try FakeEnclave(handlers: [
            RandomRequest.operation: { _ in hangUp.take() ? .hangUp : .answer(Blob([7]).encoded) }
        ])
        try await CallThread.run { thread in
            let link = EnclaveLink(
                to: try EnclaveAddress(fake.address), configuration: ConnectionConfiguration(), on: thread.eventLoop,
                patience: .seconds(60), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let answer = try await withThrowingTaskGroup { group in
                group.addTask { try await link.run() }
                let answer = try await withTaskExecutorPreference(thread) {
                    try await link.call(RandomRequest(count: 1)).bytes
                }
                group.cancelAll()
                return answer
            }
            #expect(answer == [7])
        }
        #expect(fake.calls.count == 2)
    }

    @Test("The next attempt comes before the outage is a quarter longer")
    func pauses() {
        #expect(EnclaveLink.pause(after: .zero) == .milliseconds(20))
        #expect(EnclaveLink.pause(after: .milliseconds(400)) == .milliseconds(100))
        #expect(EnclaveLink.pause(after: .seconds(60)) == .seconds(1))
    }
}

/// True the first time.
private final class Once: Sendable {
    private let isTaken = Atomic(false)

    func take() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
}
