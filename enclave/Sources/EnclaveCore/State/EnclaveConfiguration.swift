package import EnclaveProtocol
private import Glibc

/// How an enclave is opened; what main reads from its options.
package struct EnclaveConfiguration: Sendable {
    /// The state directory.
    package var directory: String
    /// Public keys (SubjectPublicKeyInfo, DER) enrolled when the state is created.
    package var administrators: [[UInt8]] = []
    /// Administrators' signatures an operation needs, from creation on.
    package var threshold: UInt8 = 1
    /// Enrols a key kept beside the state and gives identity `default` a template; fixed at creation.
    package var isDevelopment = false
    /// A backup to restore into the empty state directory; nil for a normal start.
    package var restore: String?
    /// Where there is no state yet, waits to be admitted to a domain; `administrators` are those it must be governed by.
    package var joins = false
    /// Secret memory for live keys, in bytes.
    package var keyCacheBudget = 2 << 20
    /// Longest silence between the newest record and now before issuance locks, in seconds.
    package var maximumClockGap: Int64 = 7 * 86_400
    /// Free space below which new work is refused, in bytes; nil for the journal's own default.
    package var storageReserve: UInt64?
    /// The counter outside that tells an older copy of the state at a start; nil for none.
    package var anchor: AnchorSource?
    /// Longest time, in seconds, that what callers did stays without it.
    package var anchorInterval: Int64 = 15 * 60
    /// Facts of the process for `status`: memory, listeners and the like.
    package var facts: @Sendable () -> [StatusFact] = { [] }
    /// Whether so many bytes of secret memory are free; asked before work starts.
    package var hasMemory: @Sendable (Int) -> Bool = { _ in true }
    /// The host's clocks in milliseconds; tests hand in their own.
    package var wallClock: @Sendable () -> Int64 = { milliseconds(CLOCK_REALTIME) }
    package var monotonicClock: @Sendable () -> Int64 = { milliseconds(CLOCK_BOOTTIME) }

    package init(directory: String) { self.directory = directory }
}

private func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
