internal import FoundationEssentials

extension ClientOperation {
    /// Reads a file of lines, an operation each.
    static func all(lines bytes: Data, source: String) throws(HistoryError) -> [ClientOperation] {
        var lines = JSONLines(bytes, source: source)
        var operations: [ClientOperation] = []
        while let operation = try lines.next(as: ClientOperation.self) {
            guard operation.start <= operation.end else {
                throw HistoryError(source: source, line: lines.number, reason: "it ends before it starts")
            }
            operations.append(operation)
        }
        return operations
    }
}
