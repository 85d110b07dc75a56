import Testing

@testable import EnclaveCore

@Suite("The trusted clock")
struct TrustedClockTests {
    private static let start: Int64 = 1_790_000_000_000
    private static let day: Int64 = 86_400_000

    private func clock(floor: Int64 = 0) -> TrustedClock {
        TrustedClock(floor: floor, maximumGap: 7 * Self.day, reading: .init(wall: Self.start, monotonic: 0))
    }

    private func reading(after elapsed: Int64, ahead drift: Int64 = 0) -> TrustedClock.Reading {
        .init(wall: Self.start + elapsed + drift, monotonic: elapsed)
    }

    @Test func neverRunsBehindItsFloor() {
        var clock = clock()
        #expect(clock.now(reading(after: 1_000)) == Self.start + 1_000)
        #expect(clock.now(reading(after: 2_000, ahead: -5_000)) == Self.start + 1_000)
        #expect(clock.lockReason == nil)
    }

    @Test(arguments: [660_000, -660_000] as [Int64])
    func locksAtAJump(drift: Int64) {
        var clock = clock()
        let before = clock.now(reading(after: 1_000))
        #expect(clock.now(reading(after: 2_000, ahead: drift)) == before)
        #expect(clock.lockReason != nil)
        clock.accept(reading(after: 3_000, ahead: drift))
        #expect(clock.lockReason == nil)
        #expect(clock.now(reading(after: 3_000, ahead: drift)) >= before)
    }

    @Test func followsADisciplinedClockForMonths() {
        var clock = clock()
        for days in 1...200 as ClosedRange<Int64> {
            _ = clock.now(reading(after: days * Self.day, ahead: days * Self.day / 10_000))
        }
        #expect(clock.lockReason == nil, "100 ppm are 29 minutes in 200 days")
    }

    private static let silences: [(gap: Int64, isLocked: Bool)] = [
        (8 * day, true), (6 * day, false), (-660_000, true), (-540_000, false),
    ]

    @Test(arguments: silences)
    func judgesTheSilenceBeforeAStart(gap: Int64, isLocked: Bool) {
        #expect((clock(floor: Self.start - gap).lockReason != nil) == isLocked)
    }
}
