internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import TEEPlatform

/// The domain key as this member holds it: in memory, and wrapped in the header of its state.
///
/// A change is three steps that a power cut may part: the header names the new key beside the old one, the journal goes on
/// under it, and the first record under it holds it. A start that finds the first step alone takes it back.
final class DomainKeyring: Sendable {
    private struct Wrapped {
        /// As it is on disk.
        var header: StateHeader
        /// What it is authenticated with.
        var key: DomainKey
    }

    private struct Held {
        var record: DomainKeyRecord
        var downtime: Duration?
    }

    private let storage: any Storage
    private let platform: any TEEPlatform
    /// Held while the header is written.
    private let wrapped: Mutex<Wrapped>
    private let held: Mutex<Held>

    /// For a header that was written under `key`; `settle` tells what the journal says.
    init(_ header: StateHeader, _ key: DomainKey, in storage: any Storage, on platform: any TEEPlatform) {
        self.storage = storage
        self.platform = platform
        wrapped = Mutex(Wrapped(header: header, key: key))
        held = Mutex(Held(record: DomainKeyRecord(first: key)))
    }

    /// The newest key.
    var current: DomainKeyRecord { held.withLock { $0.record } }

    /// How long everything else waited for the newest change since this start; nil without one.
    var downtime: Duration? { held.withLock { $0.downtime } }

    /// Whether a start can open what is written under a new key, before there are recovery shares of it.
    func canSeal() throws(Refusal) -> Bool {
        let instance = wrapped.withLock { $0.header.identity.instance }
        return try DomainKey().recipient(on: platform, instance: instance) != nil
    }

    /// Takes the key from the journal; where the header has a change whose record was never written, takes that back.
    func settle(with journal: Journal) throws(Refusal) {
        let slot = RecordKind.domainKey.only
        let bytes = try Refusal.mapping { () throws(JournalError) in try journal.read(slot) }
        let record = try bytes.map { bytes throws(Refusal) in try Refusal.record(DomainKeyRecord.self, bytes) }
        let generation = record?.generation ?? 0
        let (header, key) = wrapped.withLock { ($0.header, $0.key) }
        if let previous = try key.previous(in: header), previous.generation == generation {
            try rewrap(previous.key, beside: PreviousDomainKey(key: key, generation: generation + 1))
            try Refusal.mapping { () throws(JournalError) in try journal.takeBackKey() }
        }
        let newest = wrapped.withLock { $0.key }
        guard record.map({ $0.key == newest }) ?? true else {
            throw Refusal(.corruptState, "the journal names another domain key than the header")
        }
        held.withLock { $0.record = record ?? DomainKeyRecord(first: newest) }
    }

    /// The first step of a change: from here on a start opens what is under either key.
    func prepare(_ next: DomainKeyRecord) throws(Refusal) {
        let now = current
        try rewrap(next.key, beside: PreviousDomainKey(key: now.key, generation: now.generation))
    }

    /// The last step: the journal has the record.
    func adopt(_ next: DomainKeyRecord, after downtime: Duration) {
        held.withLock { $0 = Held(record: next, downtime: downtime) }
    }

    /// No file is under the previous key any more.
    func forgetPrevious() throws(JournalError) {
        try wrapped.withLock { wrapped throws(JournalError) in
            var header = wrapped.header
            header.recipients.removeAll { $0.kind == PreviousDomainKey.recipient }
            try header.write(in: storage, domainKey: wrapped.key.key)
            wrapped.header = header
        }
    }

    /// Seals the key to this platform again after recovery shares opened the state.
    func reseal() throws(Refusal) {
        try wrapped.withLock { wrapped throws(Refusal) in
            var header = wrapped.header
            guard let recipient = try wrapped.key.recipient(on: platform, instance: header.identity.instance) else {
                return
            }
            header.recipients.removeAll { $0.kind == DomainKey.sealingRecipient }
            header.recipients.append(recipient)
            try write(header, under: wrapped.key)
            wrapped.header = header
        }
    }

    private func rewrap(_ key: DomainKey, beside previous: PreviousDomainKey) throws(Refusal) {
        try wrapped.withLock { wrapped throws(Refusal) in
            var header = wrapped.header
            let instance = header.identity.instance
            let sealing = try key.recipient(on: platform, instance: instance)
            header.recipients = (sealing.map { [$0] } ?? []) + [try key.recipient(of: previous, instance: instance)]
            try write(header, under: key)
            wrapped = Wrapped(header: header, key: key)
        }
    }

    private func write(_ header: StateHeader, under key: DomainKey) throws(Refusal) {
        try Refusal.mapping { () throws(JournalError) in try header.write(in: storage, domainKey: key.key) }
    }
}
