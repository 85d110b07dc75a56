/// The entries of an archive in order, checked against what the snapshot says of it.
struct ArchiveEntries {
    private static let chunk = 64 << 10
    private let archive: AuditArchive
    private let name: String
    private let file: any StorageFile
    private var window: [UInt8] = []
    private var start = 0
    private var offset: UInt64 = 0
    private(set) var number: UInt64
    private(set) var chain: Hash256

    /// Opens the archive and checks its header line.
    init(_ archive: AuditArchive, _ identity: JournalIdentity, in storage: any Storage) throws(JournalError) {
        self.archive = archive
        name = FileName.archive(archive.segment)
        number = archive.first
        chain = archive.before
        let size: UInt64
        do {
            file = try storage.open(name, .read)
            size = try file.size()
        } catch { throw .storage(error) }
        guard size == archive.length else {
            throw .altered(name, record: archive.first, "its length is not what was written")
        }
        guard try line() == AuditHeader(identity, first: archive.first, chain: archive.before).line else {
            throw .altered(name, record: archive.first, "its first line is not what was written")
        }
    }

    mutating func next() throws(JournalError) -> [UInt8]? {
        guard let line = try line() else {
            guard chain == archive.after, number == archive.first + archive.count else {
                throw .altered(name, record: number, "the chain does not hold at its end")
            }
            return nil
        }
        guard AuditLine.begins(number, line), let payload = AuditLine.payload(line) else {
            throw .altered(name, record: number, "the entry is not what was written")
        }
        chain = AuditChain.next(chain, line, payload)
        number += 1
        return line
    }

    /// The next line without its end, or nil at the end of the file.
    private mutating func line() throws(JournalError) -> [UInt8]? {
        var searched = start
        while true {
            if let end = window[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(window[start..<end])
            }
            guard window.count - start <= Frame.largestEntry else {
                throw .altered(name, record: number, "a line is too long")
            }
            window.removeFirst(start)
            start = 0
            searched = window.count
            guard try readOn() else {
                guard window.isEmpty else { throw .altered(name, record: number, "its last line does not end") }
                return nil
            }
        }
    }

    private mutating func readOn() throws(JournalError) -> Bool {
        do {
            let wanted = min(UInt64(Self.chunk), archive.length - offset)
            let more = try file.read(Int(wanted), at: offset)
            offset += UInt64(more.count)
            window += more
            return !more.isEmpty
        } catch { throw .storage(error) }
    }
}
