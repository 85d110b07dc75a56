internal import EnclaveProtocol

/// The `key_id` of the KMS API: which version of which key sealed a message.
///
/// Text form `casemate-1.<32 hex digits>.<version>.<created>`, exactly one for each value. The key's id is random, a
/// version's number only grows, and the second of its making tells two versions apart that a restored state made
/// twice: so no id ever names two keys.
struct KeyVersionID: Hashable, Sendable {
    /// The key's random id.
    let key: Identifier
    /// 1, 2, 3 …
    let version: UInt32
    /// When the version was made, in Unix seconds.
    let created: Int64

    /// An id of its parts.
    init(key: Identifier, version: UInt32, created: Int64) {
        self.key = key
        self.version = version
        self.created = created
    }

    /// Reads the text form; nil for anything that this program would not write.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.prefix, let key = Identifier(hex: String(parts[1])),
            let version = UInt32(parts[2]), let created = Int64(parts[3])
        else { return nil }
        self.init(key: key, version: version, created: created)
        guard description == text else { return nil }
    }

    private static let prefix = "casemate-1"
}

extension KeyVersionID: CustomStringConvertible {
    var description: String { "\(Self.prefix).\(key).\(version).\(created)" }
}
