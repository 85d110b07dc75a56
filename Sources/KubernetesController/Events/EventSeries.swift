internal import Kubernetes

/// Something that happened, as it was recorded.
struct EventNotice: Sendable {
    var regarding: ObjectReference
    var kind: EventRecorder.Kind
    var reason: String
    var action: String
    var note: String
    var time: MicroTimestamp

    /// What makes two notices the same event.
    struct Identity: Hashable, Sendable {
        var uid: String?
        var key: ObjectKey
        var kind: EventRecorder.Kind
        var reason: String
        var action: String
        var note: String
    }

    var identity: Identity {
        Identity(
            uid: regarding.uid, key: ObjectKey(namespace: regarding.namespace, name: regarding.name ?? ""), kind: kind,
            reason: reason, action: action, note: note)
    }
}

/// The events written of late, so that one that comes again is counted instead.
struct EventSeries: Sendable {
    /// How long an event is counted on, and how many are remembered.
    static let lifetime = Duration.seconds(360)
    static let capacity = 1000

    struct Entry: Sendable {
        var name: String
        var namespace: String
        var count: Int
        var seenAt: ContinuousClock.Instant
    }

    private var entries: [EventNotice.Identity: Entry] = [:]

    var count: Int { entries.count }

    /// Counts a notice: the event it repeats, or nil if it is new.
    mutating func repeated(_ identity: EventNotice.Identity, at now: ContinuousClock.Instant) -> Entry? {
        guard var entry = entries[identity], now - entry.seenAt < Self.lifetime else { return nil }
        entry.count += 1
        entry.seenAt = now
        entries[identity] = entry
        return entry
    }

    /// Remembers a new event.
    mutating func begin(
        _ identity: EventNotice.Identity, name: String, namespace: String, at now: ContinuousClock.Instant
    ) {
        if entries.count >= Self.capacity { forgetOld(now) }
        entries[identity] = Entry(name: name, namespace: namespace, count: 1, seenAt: now)
    }

    mutating func forget(_ identity: EventNotice.Identity) {
        entries[identity] = nil
    }

    private mutating func forgetOld(_ now: ContinuousClock.Instant) {
        entries = entries.filter { now - $0.value.seenAt < Self.lifetime }
        if entries.count >= Self.capacity { entries.removeAll() }
    }
}
