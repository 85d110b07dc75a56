internal import EnclaveProtocol
package import FoundationEssentials
internal import Journal

extension AuditTrail {
    /// Reads and verifies an export; throws `HistoryError` when it is none.
    package init(export: Data, source: String) throws(HistoryError) {
        var lines = JSONLines(export, source: source)
        guard let header = try lines.next(as: Header.self), header.format == "casemate-audit" else {
            throw HistoryError(source: source, line: 1, reason: "this is no export of an audit")
        }
        var entries: [Entry] = []
        while let line = try lines.next(as: Line.self) {
            guard let entry = Entry(line) else {
                throw HistoryError(source: source, line: lines.number, reason: "the change has no number")
            }
            entries.append(entry)
        }
        var verifier = AuditVerifier()
        verifier.consume(export)
        let fault = verifier.finish().firstBad.map { "line \($0.line): \($0.reason)" }
        self.init(source: source, member: header.member, entries: entries, fault: fault)
    }

    private struct Header: Decodable {
        let format: String
        let member: String
    }

    fileprivate struct Line: Decodable {
        struct Change: Decodable {
            let number: String
            let lead: String
            let digest: String
        }

        let number: UInt64
        let operation: String
        let name: String?
        let detail: String?
        let change: Change?
    }
}

extension AuditTrail.Entry {
    fileprivate init?(_ line: AuditTrail.Line) {
        self.init(number: line.number, operation: line.operation, name: line.name, detail: line.detail, change: nil)
        guard let read = line.change else { return }
        guard let number = DomainNumber(text: read.number) else { return nil }
        change = .init(number: number, lead: read.lead, digest: read.digest)
    }
}
