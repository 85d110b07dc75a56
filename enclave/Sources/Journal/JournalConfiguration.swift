/// Sizes and times of the journal; the defaults are what DESIGN §2 asks for.
package struct JournalConfiguration: Sendable {
    /// A segment is closed once it has this many bytes.
    package var segmentLimit: UInt64 = 16 << 20
    /// `maintain()` compacts when more closed segments than this exist.
    package var closedSegments = 4
    /// From a compaction that found no room to the next attempt.
    package var compactionPause: Duration = .seconds(60)
    /// Bytes that may wait for the disk; more is refused with `storage-busy`.
    package var pendingLimit = 8 << 20
    /// Free bytes kept back; nil means 64 MiB or 1 % of the file system, whichever is smaller.
    package var reserve: UInt64?
    /// Records wait for more of their group at most this long, unless somebody asks for the commit.
    package var groupDelay: Duration = .milliseconds(5)
    /// A group of this many bytes does not wait for more.
    package var groupLimit = 64 << 10
    /// From the first unfenced acknowledged group to its fence; below the 200 ms promised, to leave time to write it.
    package var fenceDelay: Duration = .milliseconds(150)
    /// A checkpoint follows at most this many entries.
    package var checkpointEntries: UInt64 = 1_000
    /// A checkpoint follows an entry within this time.
    package var checkpointDelay: Duration = .seconds(10)
    /// Milliseconds since 1970 for the journal's own entries; never runs behind the newest record.
    package var now: @Sendable () -> Int64 = { WallClock.milliseconds() }

    package init() {}
}
