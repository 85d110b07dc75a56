package import Crypto
internal import EnclaveProtocol

/// The file `header`: whose state this is and the domain key, wrapped to several recipients. Who wraps is not known here.
///
/// magic 8, version 4, instance 16, member 16, created 8, count 2, recipients (kind length 1, kind, id length 2, id, blob
/// length 4, blob), SHA-256 of that, 32, HMAC-SHA256 of that under the domain key, 32.
package struct StateHeader: Sendable, Equatable {
    /// One way to the domain key.
    package struct Recipient: Sendable, Equatable {
        /// For example `sealing`, `peer`, `share`.
        package var kind: String
        package var id: [UInt8]
        package var blob: [UInt8]

        package init(kind: String, id: [UInt8], blob: [UInt8]) {
            self.kind = kind
            self.id = id
            self.blob = blob
        }
    }

    package static let largest = 1 << 20
    private static let magic = Array("CSMTHEAD".utf8)
    private static let version: UInt32 = 1
    private static let trailerLength = 64

    package var identity: JournalIdentity
    /// Milliseconds since 1970.
    package var created: Int64
    package var recipients: [Recipient]
    /// As read; nil for a header that is not on disk.
    private var mac: [UInt8]?

    package init(identity: JournalIdentity, created: Int64, recipients: [Recipient]) {
        self.identity = identity
        self.created = created
        self.recipients = recipients
    }

    package static func == (left: StateHeader, right: StateHeader) -> Bool {
        (left.identity, left.created) == (right.identity, right.created) && left.recipients == right.recipients
    }

    /// Whether there is a header: where there is one, nothing may be created.
    package static func exists(in storage: any Storage) throws(JournalError) -> Bool {
        do { return try storage.list("").contains(FileName.header) } catch { throw .storage(error) }
    }

    /// Reads the header. What it says is checked against accident only, until `authenticate`.
    package static func read(in storage: any Storage) throws(JournalError) -> StateHeader {
        let bytes: [UInt8]
        do {
            let file = try storage.open(FileName.header, .read)
            bytes = try file.read(Int(min(file.size(), UInt64(largest + 1))), at: 0)
        } catch { throw .storage(error) }
        return try StateHeader(bytes)
    }

    /// Checks that the header was written by an enclave holding this domain key.
    package func authenticate(domainKey: SymmetricKey) throws(JournalError) {
        guard let mac, JournalKeys(domainKey: domainKey).verify(.state, try clear(), mac: mac) else {
            throw .altered(FileName.header, "it was not written under this domain key")
        }
    }

    /// Replaces the header: the old one or the new one is there, never neither.
    package func write(in storage: any Storage, domainKey: SymmetricKey) throws(JournalError) {
        let clear = try clear()
        let bytes = clear + JournalKeys(domainKey: domainKey).authenticate(.state, clear).bytes
        do { try AtomicFile.write(bytes, FileName.header, in: storage) } catch { throw .storage(error) }
    }

    private func clear() throws(JournalError) -> [UInt8] {
        var out = Self.magic
        out.append(bigEndian: Self.version)
        out += identity.instance.bytes + identity.member.bytes
        out.append(bigEndian: created)
        guard let count = UInt16(exactly: recipients.count) else { throw Self.tooLarge }
        out.append(bigEndian: count)
        for recipient in recipients {
            guard let kind = UInt8(exactly: recipient.kind.utf8.count), let id = UInt16(exactly: recipient.id.count),
                let blob = UInt32(exactly: recipient.blob.count)
            else { throw Self.tooLarge }
            out.append(kind)
            out += Array(recipient.kind.utf8)
            out.append(bigEndian: id)
            out += recipient.id
            out.append(bigEndian: blob)
            out += recipient.blob
        }
        guard out.count <= Self.largest - Self.trailerLength else { throw Self.tooLarge }
        return out + Hash256.of(out).bytes
    }

    private static let tooLarge = JournalError(
        .tooLarge, file: FileName.header, "The header has no room for more recipients. Remove one first.")

    init(_ bytes: [UInt8]) throws(JournalError) {
        var reader = ByteReader(bytes)
        guard let magic = reader.take(8), Array(magic) == Self.magic, let version: UInt32 = reader.integer() else {
            throw .altered(FileName.header, "this is not a state header")
        }
        guard version <= Self.version else { throw .newer(FileName.header, version: version, known: Self.version) }
        guard bytes.count <= Self.largest, let read = Self.fields(&reader), let hash = reader.hash(),
            Hash256.of(Array(bytes.dropLast(Self.trailerLength))) == hash, let mac = reader.take(32),
            reader.remaining == 0
        else { throw .altered(FileName.header, "it is not what was written") }
        self = read
        self.mac = Array(mac)
    }

    private static func fields(_ reader: inout ByteReader) -> StateHeader? {
        guard let instance = reader.identifier(), let member = reader.identifier(),
            let created: UInt64 = reader.integer(), let count: UInt16 = reader.integer()
        else { return nil }
        var recipients: [Recipient] = []
        for _ in 0..<count {
            guard let recipient = recipient(&reader) else { return nil }
            recipients.append(recipient)
        }
        return StateHeader(
            identity: JournalIdentity(instance: instance, member: member), created: Int64(bitPattern: created),
            recipients: recipients)
    }

    private static func recipient(_ reader: inout ByteReader) -> Recipient? {
        guard let kindLength: UInt8 = reader.integer(), let kind = reader.take(Int(kindLength)),
            let name = String(validating: kind, as: UTF8.self), let idLength: UInt16 = reader.integer(),
            let id = reader.take(Int(idLength)), let blobLength: UInt32 = reader.integer(),
            let blob = reader.take(Int(blobLength))
        else { return nil }
        return Recipient(kind: name, id: Array(id), blob: Array(blob))
    }
}
