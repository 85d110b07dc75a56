internal import EnclaveProtocol
internal import Journal

extension Enclave {
    /// Bytes of records a page may take, so that its answer fits a frame whatever the records hold.
    private static let pageBytes = FrameLimits.maximumBody / 2

    /// One page of the records of a kind that `isWanted`, in the order of their ids; the token is the last id.
    func page<Record: WireCodable>(
        _ query: PageQuery, of kind: RecordKind, as type: Record.Type, where isWanted: (Record) -> Bool
    ) throws(Refusal) -> (records: [Record], next: String?) {
        var after = try cursor(query.after)
        var records: [Record] = []
        var size = 0
        while records.count < Int(query.limit), size < Self.pageBytes {
            let ids = journal.slots(kind: kind.rawValue, after: after, limit: 256)
            guard !ids.isEmpty else { return (records, nil) }
            for id in ids where records.count < Int(query.limit) && size < Self.pageBytes {
                after = id
                guard let bytes = try read(RecordSlot(kind: kind.rawValue, id: id)) else { continue }
                let record = try Refusal.record(type, bytes)
                guard isWanted(record) else { continue }
                records.append(record)
                size += bytes.count
            }
        }
        return (records, after.map { $0.description })
    }

    /// Every record of a kind.
    func all<Record: WireCodable>(of kind: RecordKind, as type: Record.Type) throws(Refusal) -> [Record] {
        var query = PageQuery(limit: 1000)
        var records: [Record] = []
        while true {
            let (page, next) = try page(query, of: kind, as: type) { _ in true }
            records += page
            guard let next else { return records }
            query.after = next
        }
    }

    private func cursor(_ text: String) throws(Refusal) -> Identifier? {
        guard !text.isEmpty else { return nil }
        guard let id = Identifier(hex: text) else {
            throw Refusal(
                .invalidArgument, "--after takes the \"next\" of the page before",
                remedy: "Leave it out for the first page.")
        }
        return id
    }
}
