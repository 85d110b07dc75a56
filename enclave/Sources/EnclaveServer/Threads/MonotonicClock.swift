private import CEnclaveSystem

/// Time that only rises, in milliseconds, at the resolution of the scheduler's tick.
enum MonotonicClock {
    static var milliseconds: Int { Int(clamping: casemate_coarse_nanoseconds() / 1_000_000) }
}
