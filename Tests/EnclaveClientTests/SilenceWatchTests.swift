import EnclaveClient
import Testing

/// When an enclave counts as silent: two looks are the longest time it may be.
@Suite("Silence")
struct SilenceWatchTests {
    private func looks(_ watch: inout SilenceWatch, _ count: Int, isOwed: Bool) -> [Bool] {
        var found: [Bool] = []
        for _ in 0..<count { found.append(watch.isSilent(isOwed: isOwed)) }
        return found
    }

    @Test func anAnswerOwedForTheLongestTime() {
        var watch = SilenceWatch()
        let found = looks(&watch, 1, isOwed: false) + looks(&watch, 3, isOwed: true)
        #expect(found == [false, false, false, true])
    }

    @Test func whatIsHeardBeginsTheTimeAnew() {
        var watch = SilenceWatch()
        let before = looks(&watch, 2, isOwed: true)
        watch.heard()
        let after = looks(&watch, 3, isOwed: true)
        #expect(before == [false, false] && after == [false, false, true])
    }

    @Test func whoOwesNothingMayBeSilent() {
        var watch = SilenceWatch()
        let found = [(9, false), (2, true), (1, false), (2, true)].flatMap { looks(&watch, $0, isOwed: $1) }
        #expect(!found.contains(true))
    }
}
