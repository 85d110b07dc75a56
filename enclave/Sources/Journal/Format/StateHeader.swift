package import Crypto
internal import EnclaveProtocol

/// The file `header`: whose state this is and the domain key, wrapped to several recipients. Who wraps is not known here.
///
/// magic 8, version 4, instance 16, member 16, created 8, count 2, recipients (kind length 1, kind, id length 2, id, blob
/// length 4, blob), SHA-256 of that, 32, HMAC-SHA256 of that under the domain key, 32.
package struct StateHeader: Sendable, Equatable {
    /// One way to the domain key.
    package struct Recipient: Sendable, Equatable {
        /// For example `sealing`, `peer`, `share`; `previous` holds the key before this one.
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
        do { try AtomicFile.write(bytes, FileName.header, in: storage) } catch { throw .unfinished(error) }
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
        var reader = WireReader(bytes)
        guard let magic = try? reader.fixed(8), magic == Self.magic, let version = try? reader.uint32() else {
            throw .altered(FileName.header, "this is not a state header")
        }
        guard version <= Self.version else { throw .newer(FileName.header, version: version, known: Self.version) }
        guard bytes.count <= Self.largest, let read = try? Self.fields(&reader), let hash = try? reader.hash(),
            Hash256.of(Array(bytes.dropLast(Self.trailerLength))) == hash, let mac = try? reader.fixed(32),
            reader.remaining == 0
        else { throw .altered(FileName.header, "it is not what was written") }
        self = read
        self.mac = mac
    }

    private static func fields(_ reader: inout WireReader) throws(WireError) -> StateHeader {
        let identity = JournalIdentity(instance: try reader.value(), member: try reader.value())
        let created = try reader.int64()
        var recipients: [Recipient] = []
        for _ in 0..<(try reader.uint16()) { recipients.append(try recipient(&reader)) }
        return StateHeader(identity: identity, created: created, recipients: recipients)
    }

    private static func recipient(_ reader: inout WireReader) throws(WireError) -> Recipient {
        let kind = try reader.fixed(Int(try reader.uint8()))
        guard let name = String(validating: kind, as: UTF8.self) else { throw .invalidValue(field: "recipient kind") }
        let id = try reader.fixed(Int(try reader.uint16()))
        let blob = try reader.fixed(Int(try reader.uint32()))
        return Recipient(kind: name, id: id, blob: blob)
    }
}
