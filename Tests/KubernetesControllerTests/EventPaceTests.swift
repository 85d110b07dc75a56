import Testing

@testable import KubernetesController

@Suite("The pace of events")
struct EventPaceTests {
    private let start = ContinuousClock.now

    @Test func aBurstGoesAtOnceAndThenSoManyASecond() {
        var pace = EventPace(perSecond: 20, burst: 3)
        let waits = (0..<5).map { _ in pace.take(at: start) }
        #expect(waits == [nil, nil, nil, .milliseconds(50), .milliseconds(100)])
    }

    @Test func aPauseGivesTheBurstBack() {
        var pace = EventPace(perSecond: 20, burst: 3)
        for _ in 0..<5 { _ = pace.take(at: start) }
        let later = start + .milliseconds(250)
        #expect((0..<4).map { _ in pace.take(at: later) } == [nil, nil, nil, .milliseconds(50)])
    }
}
