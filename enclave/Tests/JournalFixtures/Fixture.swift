package import Crypto
import EnclaveProtocol
package import Journal

/// A journal over some storage with a fixed identity and fixed keys, and the slots the tests use.
package struct Fixture {
    package static let domainKey = key(0)
    package static let identity = JournalIdentity(
        instance: Identifier(high: 1, low: 2), member: Identifier(high: 3, low: 4))

    package let storage: any Storage
    package var configuration: JournalConfiguration

    package init(_ storage: any Storage, fenceDelay: Duration = .zero) {
        self.storage = storage
        configuration = JournalConfiguration()
        configuration.fenceDelay = fenceDelay
        configuration.reserve = 0
        configuration.now = { 1_763_734_815_123 }
    }

    package func create() throws {
        try Journal.create(in: storage, header: Self.header(under: 0), domainKey: Self.domainKey)
    }

    package func open(events: JournalEvents = JournalEvents()) throws(JournalError) -> Journal {
        let header = try StateHeader.read(in: storage)
        let (newest, previous) = Self.generations(of: header)
        try header.authenticate(domainKey: Self.key(newest))
        var events = events
        events.keyChanged = { () throws(JournalError) in try forgetPreviousKey() }
        let journal = try Journal.open(
            in: storage, identity: header.identity, domainKey: Self.key(newest), previous: previous.map(Self.key),
            configuration: configuration, events: events)
        if let previous, try journal.read(Self.keySlot) ?? [0] == [previous] {
            try Self.header(under: previous, beside: newest).write(in: storage, domainKey: Self.key(previous))
            try journal.takeBackKey()
        }
        return journal
    }

    package static func slot(_ number: UInt64, kind: UInt8 = 1) -> RecordSlot {
        RecordSlot(kind: kind, id: Identifier(high: 0, low: number))
    }

    package static func entry(_ name: String = "web", operation: String = "key.generate") -> AuditEntry {
        AuditEntry(
            time: 1_763_734_815_123, operation: operation, identity: "default", tenant: "default",
            key: "00112233445566778899aabbccddeeff", name: name)
    }

    package static func signer() -> CheckpointSigner {
        let key = P256.Signing.PrivateKey()
        return CheckpointSigner(
            algorithm: .p256, publicKey: Array(key.publicKey.x963Representation), development: false
        ) { message in
            Array(try key.signature(for: message).derRepresentation)
        }
    }
}

extension Journal {
    /// Every durable line, in pages.
    package func exportAll(limit: Int = 7) throws(JournalError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var next: UInt64? = 1
        while let first = next {
            let page = try exportAudit(from: first, limit: limit)
            lines += page.lines
            next = page.lines.isEmpty ? nil : page.next
        }
        return lines
    }
}
