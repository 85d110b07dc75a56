internal import DequeModule
internal import HeapModule

/// Which keys wait, are being worked on, or come later.
///
/// A key waits at most once. One that is added while it is worked on waits again when that is done, so no two workers
/// ever have the same key. Groups take turns, each in the order its keys came.
struct WorkQueueState<Key: Hashable & Sendable>: Sendable {
    private struct Delayed: Comparable {
        let instant: ContinuousClock.Instant
        let key: Key

        static func < (left: Self, right: Self) -> Bool { left.instant < right.instant }
        static func == (left: Self, right: Self) -> Bool { left.instant == right.instant }
    }

    private let group: @Sendable (Key) -> String
    private var lines: [String: Deque<Key>] = [:]
    private var turns: Deque<String> = []
    private var waiting: Set<Key> = []
    private var working: Set<Key> = []
    private var addedMeanwhile: Set<Key> = []
    private var delayed = Heap<Delayed>()
    /// When a delayed key is due; heap entries of other instants are out of date.
    private var due: [Key: ContinuousClock.Instant] = [:]

    init(group: @escaping @Sendable (Key) -> String = { _ in "" }) {
        self.group = group
    }

    /// How many keys wait; those for later are not counted.
    var count: Int { waiting.count + addedMeanwhile.count }
    /// How many are worked on.
    var workingCount: Int { working.count }
    /// How many come later.
    var delayedCount: Int { due.count }
    /// When the next delayed key is due.
    var nextInstant: ContinuousClock.Instant? { delayed.min?.instant }

    mutating func add(_ key: Key) {
        if working.contains(key) {
            addedMeanwhile.insert(key)
            return
        }
        guard waiting.insert(key).inserted else { return }
        let name = group(key)
        if lines[name] == nil { turns.append(name) }
        lines[name, default: []].append(key)
    }

    /// Adds a key later; the earliest of several times holds.
    mutating func add(_ key: Key, at instant: ContinuousClock.Instant) {
        if let known = due[key], known <= instant { return }
        due[key] = instant
        delayed.insert(Delayed(instant: instant, key: key))
    }

    /// Adds the delayed keys that are due.
    mutating func release(now: ContinuousClock.Instant) {
        while let first = delayed.min, first.instant <= now || due[first.key] != first.instant {
            delayed.removeMin()
            guard due[first.key] == first.instant else { continue }
            due[first.key] = nil
            add(first.key)
        }
    }

    /// The next key to work on.
    mutating func take() -> Key? {
        guard let name = turns.popFirst(), let key = lines[name]?.popFirst() else { return nil }
        if lines[name]?.isEmpty == true {
            lines[name] = nil
        } else {
            turns.append(name)
        }
        waiting.remove(key)
        working.insert(key)
        return key
    }

    /// The work on a key is done.
    mutating func finish(_ key: Key) {
        working.remove(key)
        if addedMeanwhile.remove(key) != nil { add(key) }
    }
}
