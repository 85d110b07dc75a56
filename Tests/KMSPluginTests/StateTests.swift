import EnclaveProtocol
import Testing

@testable import KMSPlugin

@Suite("States that decide without a clock of their own")
struct StateTests {
    private let start = ContinuousClock.now
    private let keys: KeySet

    init() throws { keys = try KeySet(current: .wrap(1, created: [10]), previous: []) }

    @Test("Status says ok for ten seconds after a proof")
    func proofEnds() throws {
        var state = KeyProof()
        #expect(throws: KMSError.self) { try state.proven(at: start).get() }
        state.proved(keys, at: start)
        #expect(try state.proven(at: start + .seconds(10)).get() == keys.sealing())
        #expect(throws: KMSError.self) { try state.proven(at: start + .milliseconds(10_001)).get() }
        #expect(try state.required() == keys)
    }

    @Test("A way that fails leaves the last proof its time; a refusal ends it")
    func failures() throws {
        var state = KeyProof()
        state.proved(keys, at: start)
        state.failed(KMSError(.unavailable, "gone"))
        #expect(throws: Never.self) { try state.proven(at: start + .seconds(5)).get() }
        #expect(throws: KMSError(.unavailable, "gone")) { try state.proven(at: start + .seconds(11)).get() }
        state.failed(KMSError(.keyUnusable, "retired"))
        #expect(throws: KMSError(.keyUnusable, "retired")) { try state.proven(at: start + .seconds(5)).get() }
    }

    @Test("Calls are stuck when some wait and none ends")
    func progress() {
        var progress = CallProgress()
        #expect(progress.idleTicks() == 0)
        progress.began()
        #expect((1...3).map { _ in progress.idleTicks() } == [1, 2, 3])
        progress.began()
        progress.ended()
        #expect(progress.idleTicks() == 0)
        #expect(progress.idleTicks() == 1)
        progress.ended()
        #expect(progress.idleTicks() == 0)
        #expect(progress.idleTicks() == 0)
    }

    @Test("A minute's count begins anew after a minute")
    func minutes() {
        var count = MinuteCount()
        #expect((1...5).map { _ in count.add(at: start) } == [1, 2, 3, 4, 5])
        #expect(count.add(at: start + .seconds(59)) == 6)
        #expect(count.add(at: start + .seconds(60)) == 1)
    }
}
