/// A place in the audit, kept between the pages of an export.
struct AuditCursor {
    private enum Source {
        case archive(ArchiveEntries)
        case segment(SegmentEntries)
    }

    private var source: Source

    /// An archive is read through once before any of its lines is given out.
    init(_ archive: AuditArchive, _ identity: JournalIdentity, in storage: any Storage) throws(JournalError) {
        var check = try ArchiveEntries(archive, identity, in: storage)
        while try check.next() != nil {}
        source = .archive(try ArchiveEntries(archive, identity, in: storage))
    }

    init(_ segment: SealedFile, limit: UInt64, chain: Hash256) throws(JournalError) {
        source = .segment(try SegmentEntries(segment, limit: limit, chain: chain))
    }

    /// Number of the next entry.
    var number: UInt64 {
        switch source {
        case .archive(let entries): entries.number
        case .segment(let entries): entries.number
        }
    }

    /// Chain hash before it.
    var chain: Hash256 {
        switch source {
        case .archive(let entries): entries.chain
        case .segment(let entries): entries.chain
        }
    }

    mutating func next() throws(JournalError) -> [UInt8]? {
        switch source {
        case .archive(var entries):
            defer { source = .archive(entries) }
            return try entries.next()
        case .segment(var entries):
            defer { source = .segment(entries) }
            return try entries.next()
        }
    }
}
