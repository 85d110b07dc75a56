/// A sealed file of the journal: a segment or a snapshot and its number, in 32 bits for the slot index.
struct FileID: Hashable, Sendable {
    let raw: UInt32
    private static let snapshotBit: UInt32 = 1 << 31

    init(raw: UInt32) { self.raw = raw }

    init(_ kind: FileKind, _ number: UInt64) {
        raw = UInt32(truncatingIfNeeded: number) & ~Self.snapshotBit | (kind == .snapshot ? Self.snapshotBit : 0)
    }

    var kind: FileKind { raw & Self.snapshotBit == 0 ? .segment : .snapshot }
    var number: UInt64 { UInt64(raw & ~Self.snapshotBit) }
    var name: String { FileName.of(kind, number) }
}

/// What a sealed file is; the magic its header begins with.
enum FileKind: CaseIterable, Sendable {
    case segment, snapshot

    var magic: [UInt8] { Array((self == .segment ? "CSMTJRNL" : "CSMTSNAP").utf8) }
    var prefix: String { self == .segment ? "journal-" : "snapshot-" }
}

/// Names in the state directory.
enum FileName {
    static let fence = "fence"
    static let header = "header"
    static let audit = "audit"
    static let temporary = ".tmp"

    static func of(_ kind: FileKind, _ number: UInt64) -> String { kind.prefix + digits(number) }

    static func archive(_ segment: UInt64) -> String { "\(audit)/\(digits(segment)).jsonl" }

    /// The number of a segment or snapshot name, or nil for any other name.
    static func number(_ name: String, _ kind: FileKind) -> UInt64? {
        guard name.hasPrefix(kind.prefix), let number = UInt64(name.dropFirst(kind.prefix.count)),
            number > 0, number < 1 << 31, of(kind, number) == name
        else { return nil }
        return number
    }

    /// Left by an interrupted write of a file of ours.
    static func isTemporary(_ name: String) -> Bool {
        guard name.hasSuffix(temporary) else { return false }
        let stem = String(name.dropLast(temporary.count))
        return stem == fence || stem == header || FileKind.allCases.contains { number(stem, $0) != nil }
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.count)) + text
    }
}
