internal import FoundationEssentials

/// The lines of a file, each a JSON object.
struct JSONLines {
    private let source: String
    private var rest: Data.SubSequence
    private let decoder = JSONDecoder()
    /// The line read last, counted from 1.
    private(set) var number = 0

    init(_ bytes: Data, source: String) {
        self.source = source
        rest = bytes[...]
    }

    /// The next line's object; nil at the end.
    mutating func next<Value: Decodable>(as type: Value.Type) throws(HistoryError) -> Value? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[..<end]
            rest = end == rest.endIndex ? rest[end...] : rest[(end + 1)...]
            number += 1
            guard !line.isEmpty else { continue }
            do {
                return try decoder.decode(type, from: line)
            } catch {
                throw HistoryError(source: source, line: number, reason: HistoryError.reason(error))
            }
        }
        return nil
    }

    /// Every object of a file.
    static func all<Value: Decodable>(_ bytes: Data, source: String) throws(HistoryError) -> [Value] {
        var lines = JSONLines(bytes, source: source)
        var values: [Value] = []
        while let value = try lines.next(as: Value.self) { values.append(value) }
        return values
    }
}
