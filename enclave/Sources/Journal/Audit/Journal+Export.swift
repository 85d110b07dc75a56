/// Some lines of the audit.
package struct AuditPage: Sendable {
    /// The header line that makes these lines a file of their own; also right in the middle of one.
    package let header: [UInt8]
    /// Entries in order, without line ends.
    package let lines: [[UInt8]]
    /// Number to ask for next, or nil when this is all that is durable.
    package let next: UInt64?
}

extension Journal {
    private static let pageBytes = 512 << 10

    /// Durable entries from a number on, from archives and segments alike, each checked before it is given out.
    ///
    /// A page has at most `limit` lines and about 512 KiB. Pages in order cost one reading of the audit.
    /// - Throws: `state-missing` or `state-altered` naming file and record.
    package func exportAudit(from first: UInt64, limit: Int) throws(JournalError) -> AuditPage {
        try cursor.withLock { (kept) throws(JournalError) in
            let wanted = max(first, 1)
            var cursor = kept?.number == wanted ? kept : nil
            kept = nil
            if cursor == nil { cursor = try openCursor(at: wanted) }
            let chain = cursor?.chain ?? monitor.withLock { $0.reached.chain }
            let header = AuditHeader(identity, first: wanted, chain: chain).line
            var lines: [[UInt8]] = []
            var bytes = 0
            while var open = cursor, lines.count < limit, bytes < Self.pageBytes {
                if let line = try open.next() {
                    lines.append(line)
                    bytes += line.count
                    cursor = open
                } else {
                    cursor = try openCursor(at: open.number)
                }
            }
            kept = cursor
            return AuditPage(header: header, lines: lines, next: cursor?.number)
        }
    }

    /// The newest durable record and the chain hash after it.
    package var durablePoint: (record: UInt64, chain: Hash256) {
        monitor.withLock { ($0.reached.record, $0.reached.chain) }
    }

    /// The chain hash after a durable record, from the audit itself; nil when this journal does not reach so far.
    package func chainHash(after record: UInt64) throws(JournalError) -> Hash256? {
        let (newest, chain) = durablePoint
        guard record < newest else { return record == newest ? chain : nil }
        return try openCursor(at: record + 1)?.chain
    }

    /// A cursor before entry `number`, or nil when that is not durable yet.
    private func openCursor(at number: UInt64) throws(JournalError) -> AuditCursor? {
        let found = try monitor.withLock { (state) throws(JournalError) in try state.locate(number) }
        var cursor: AuditCursor
        switch found {
        case nil: return nil
        case .segment(let file, let limit, let chain): cursor = try AuditCursor(file, limit: limit, chain: chain)
        case .archived(let last):
            cursor = try AuditCursor(try archive(of: number, through: last), identity, in: storage)
        }
        while cursor.number < number { _ = try cursor.next() }
        return cursor
    }

    /// The archive that holds an entry, by bisection over the snapshot's own slots.
    private func archive(of number: UInt64, through last: UInt64) throws(JournalError) -> AuditArchive {
        var range = 1...last
        while true {
            let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
            guard let archive = try read(.archive(middle)).flatMap({ AuditArchive($0) }) else {
                throw .missing(FileName.archive(middle), record: number)
            }
            if number < archive.first, middle > range.lowerBound {
                range = range.lowerBound...middle - 1
            } else if number >= archive.first + archive.count, middle < range.upperBound {
                range = middle + 1...range.upperBound
            } else if number >= archive.first, number < archive.first + archive.count {
                return archive
            } else {
                throw .missing(FileName.archive(middle), record: number)
            }
        }
    }
}

extension JournalState {
    enum Whereabouts {
        /// In a segment, of which this much is durable and leads to this chain hash.
        case segment(SealedFile, limit: UInt64, chain: Hash256)
        /// In an archive up to this number.
        case archived(through: UInt64)
    }

    func locate(_ number: UInt64) throws(JournalError) -> Whereabouts? {
        guard number <= durable else { return nil }
        let segments = files.values.filter { $0.id.kind == .segment }.sorted { $0.id.number < $1.id.number }
        guard let position = segments.lastIndex(where: { $0.seal.header.firstRecord <= number }) else {
            let snapshot = files.keys.filter { $0.kind == .snapshot }.map(\.number).max() ?? 0
            guard snapshot > 0 else { throw .missing(FileName.archive(1), record: number) }
            return .archived(through: snapshot)
        }
        let segment = segments[position]
        if segment.id.number == reached.segment {
            return .segment(segment, limit: reached.offset, chain: reached.chain)
        }
        let next = position + 1 < segments.count ? segments[position + 1].seal.header : seal.header
        return .segment(segment, limit: next.previousEnd, chain: next.chain)
    }
}
