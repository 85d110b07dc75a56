/// The keys a journal's files may be under: the newest, which everything is written under, and the one before it until no
/// file needs it any more.
struct KeyRing: Sendable {
    let newest: JournalKeys
    let previous: JournalKeys?

    init(newest: JournalKeys, previous: JournalKeys? = nil) {
        self.newest = newest
        self.previous = previous
    }

    var all: [JournalKeys] { [newest] + (previous.map { [$0] } ?? []) }

    /// The keys under which `mac` authenticates the bytes; nil where none of the ring does.
    func keys(for purpose: JournalKeys.Purpose, _ bytes: [UInt8], mac: [UInt8]) -> JournalKeys? {
        all.first { $0.verify(purpose, bytes, mac: mac) }
    }
}
