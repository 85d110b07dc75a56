import Testing

@testable import EnclaveCore

@Suite("Anchor: judgement")
struct AnchorJudgementTests {
    @Test(arguments: [
        (7 as UInt64, 7 as UInt64, AnchorJudgement.holds), (7, 6, .unfinished), (7, 8, .olderState),
        (7, 5, .olderCounter), (1, 0, .unfinished), (0, .max, .olderState), (.max, 0, .olderCounter), (0, 0, .holds),
    ])
    func judges(_ recorded: UInt64, _ found: UInt64, _ expected: AnchorJudgement) {
        #expect(AnchorJudgement(recorded: recorded, found: found) == expected)
    }
}
