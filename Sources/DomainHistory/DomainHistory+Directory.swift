internal import FoundationEssentials

extension DomainHistory {
    /// Reads `audits/*.jsonl`, and what there is of `clients/*.jsonl`, `final/*.jsonl` and `faults.jsonl`.
    package init(directory: String) throws(HistoryError) {
        self.init()
        for file in try Self.files(in: directory + "/audits") {
            trails.append(try AuditTrail(export: try Self.contents(file), source: Self.name(of: file)))
        }
        guard !trails.isEmpty else {
            throw HistoryError(source: directory + "/audits", line: 0, reason: "it has no audit, no file NAME.jsonl")
        }
        for file in try Self.files(in: directory + "/clients", isNeeded: false) {
            operations += try ClientOperation.all(lines: try Self.contents(file), source: Self.name(of: file))
        }
        for file in try Self.files(in: directory + "/final", isNeeded: false) {
            holdings.append(try Holdings(lines: try Self.contents(file), source: Self.name(of: file)))
        }
        let log = directory + "/faults.jsonl"
        if FileManager.default.fileExists(atPath: log) {
            faults = try JSONLines.all(try Self.contents(log), source: "faults.jsonl")
        }
    }

    /// A folder that is there and cannot be read is no folder that is not there: what it holds might tell.
    private static func files(in directory: String, isNeeded: Bool = true) throws(HistoryError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            guard isNeeded else { return [] }
            throw HistoryError(source: directory, line: 0, reason: "there is no such folder")
        } catch {
            throw HistoryError(source: directory, line: 0, reason: "it cannot be read as a folder")
        }
        return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(directory)/\($0)" }
    }

    private static func contents(_ file: String) throws(HistoryError) -> Data {
        guard let contents = FileManager.default.contents(atPath: file) else {
            throw HistoryError(source: name(of: file), line: 0, reason: "it cannot be read")
        }
        return contents
    }

    private static func name(of file: String) -> String { file.split(separator: "/").last.map(String.init) ?? file }
}
