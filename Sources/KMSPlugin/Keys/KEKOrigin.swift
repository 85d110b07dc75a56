/// A key as its source names it; its text is the key id.
struct KEKOrigin: Hashable, Sendable {
    let reference: KEKReference
    let created: Int64

    init(_ key: KEKDescription) {
        reference = key.reference
        created = key.created
    }

    /// Reads the text form; nil for anything that this program would not write.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.prefix, let created = Int64(parts[1]),
            let reference = KEKReference(String(parts[2]))
        else { return nil }
        self.reference = reference
        self.created = created
        guard description == text else { return nil }
    }

    private static let prefix = "casemate-2"
}

extension KEKOrigin: CustomStringConvertible {
    var description: String { "\(Self.prefix).\(created).\(reference)" }
}
