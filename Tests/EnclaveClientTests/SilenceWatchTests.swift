import Testing

@testable import EnclaveClient

/// When an enclave counts as silent: two looks are the longest time it may be.
@Suite("Silence")
struct SilenceWatchTests {
    @Test func anAnswerOwedForTheLongestTime() {
        var watch = SilenceWatch()
        #expect(!watch.isSilent(isOwed: false))
        #expect((0..<3).map { _ in watch.isSilent(isOwed: true) } == [false, false, true])
    }

    @Test func whatIsHeardBeginsTheTimeAnew() {
        var watch = SilenceWatch()
        for _ in 0..<2 { #expect(!watch.isSilent(isOwed: true)) }
        watch.heard()
        #expect((0..<3).map { _ in watch.isSilent(isOwed: true) } == [false, false, true])
    }

    @Test func whoOwesNothingMayBeSilent() {
        var watch = SilenceWatch()
        for _ in 0..<9 { #expect(!watch.isSilent(isOwed: false)) }
        for _ in 0..<2 { #expect(!watch.isSilent(isOwed: true)) }
        #expect(!watch.isSilent(isOwed: false))
        #expect(!watch.isSilent(isOwed: true))
    }
}
