internal import EnclaveProtocol

/// The `key_id` of the KMS API: which version of which key sealed a message.
///
/// A key that was made in the enclave has `casemate-1.<32 hex digits>.<version>.<created>`: the key's id is random, a
/// version's number only grows, and the second of its making tells two versions apart that a restored state made twice.
/// A key that came from elsewhere has `casemate-2.<created>.<reference>` as its source says, so that every enclave that
/// holds it writes the same. Each id has exactly one text, and none ever names two keys.
struct KeyVersionID: Hashable, Sendable {
    /// The key's random id in the enclave.
    let key: Identifier
    /// 1, 2, 3 …
    let version: UInt32
    /// When the version was made in the enclave, in Unix seconds.
    let created: Int64
    /// What the source calls it; nil for a key made inside.
    let origin: KEKOrigin?

    /// An id of its parts.
    init(key: Identifier, version: UInt32, created: Int64, origin: KEKOrigin? = nil) {
        self.key = key
        self.version = version
        self.created = created
        self.origin = origin
    }

    /// Reads the text form of a key made inside; nil for anything that this program would not write.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.insidePrefix, let key = Identifier(hex: String(parts[1])),
            let version = UInt32(parts[2]), let created = Int64(parts[3])
        else { return nil }
        self.init(key: key, version: version, created: created)
        guard description == text else { return nil }
    }

    /// True for a text that this program may have written.
    static func mayBe(_ text: String) -> Bool { KeyVersionID(text) != nil || KEKOrigin(text) != nil }

    private static let insidePrefix = "casemate-1"
}

extension KeyVersionID: CustomStringConvertible {
    var description: String { origin?.description ?? "\(Self.insidePrefix).\(key).\(version).\(created)" }
}
