import Testing

@testable import KMIP

@Suite struct BackOffTests {
    @Test func pausesGrowToAHalfMinuteAndEndWithSuccess() {
        let start = ContinuousClock.now
        var backOff = KMIPBackOff()
        #expect(backOff.admits(at: start))
        for seconds in [0.5, 1, 2, 4, 8, 16, 30, 30] {
            backOff.failed(at: start, spread: 0.5)
            #expect(!backOff.admits(at: start + .seconds(seconds - 0.001)))
            #expect(backOff.admits(at: start + .seconds(seconds)))
        }
        backOff.succeeded()
        #expect(backOff.admits(at: start))
    }
}
