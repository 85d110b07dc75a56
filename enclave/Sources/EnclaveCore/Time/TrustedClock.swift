/// Time as the enclave trusts it: from the host, never behind the newest record, watched for jumps.
///
/// Milliseconds since 1970 throughout. A value: the host's two clocks are handed in.
struct TrustedClock: Sendable {
    /// A wall clock that moves this much against the monotonic clock is a jump.
    static let maximumDrift: Int64 = 10 * 60 * 1000
    /// One in so many milliseconds: the most a kernel slews a clock that it disciplines (500 ppm).
    static let slewDivisor: Int64 = 2_000

    /// A reading of the host's clocks.
    struct Reading: Sendable {
        let wall: Int64
        let monotonic: Int64

        init(wall: Int64, monotonic: Int64) {
            self.wall = wall
            self.monotonic = monotonic
        }
    }

    /// The newest time any record carries.
    private(set) var floor: Int64
    /// Why issuance is locked; nil while it is not.
    private(set) var lockReason: String?
    private var anchor: Reading

    /// At start: `floor` is the newest record's time (0 in a new state).
    init(floor: Int64, maximumGap: Int64, reading: Reading) {
        self.floor = floor
        anchor = reading
        if floor > 0, reading.wall - floor > maximumGap {
            lockReason = "the host's clock is \((reading.wall - floor) / 86_400_000) days past the newest record"
        } else if floor - reading.wall > Self.maximumDrift {
            lockReason = "the host's clock is \((floor - reading.wall) / 60_000) minutes behind the newest record"
        }
    }

    /// The time for a record: the host's, never behind the floor; raises the floor.
    mutating func now(_ reading: Reading) -> Int64 {
        observe(reading)
        floor = max(floor, lockReason == nil ? reading.wall : floor)
        return floor
    }

    /// Watches for a jump between two readings.
    mutating func observe(_ reading: Reading) {
        let elapsed = reading.monotonic - anchor.monotonic
        let drift = (reading.wall - anchor.wall) - elapsed
        if abs(drift) > Self.maximumDrift + elapsed / Self.slewDivisor, lockReason == nil {
            lockReason = "the host's clock jumped by \(drift / 60_000) minutes"
        }
    }

    /// An administrator's word: the host's time is right. The floor never falls.
    mutating func accept(_ reading: Reading) {
        anchor = reading
        floor = max(floor, reading.wall)
        lockReason = nil
    }
}
