internal import FoundationEssentials

/// What the source said last, and when: with it a plugin that starts while the source is down knows which keys to use.
/// Holds no secret: references, and what may be done with them.
struct LeaseRecord: Codable, Sendable, Equatable {
    /// One key of the source.
    struct Key: Codable, Sendable, Equatable {
        var reference: String
        var created: Int64
        /// `seal`, `open`, or why it is forbidden behind `forbidden: `.
        var use: String
    }

    /// Another source's record is none.
    var kind: String
    /// Unix seconds.
    var confirmed: Int64
    var keys: [Key]

    init(kind: String, confirmed: Int64, keys: [KEKDescription]) {
        self.kind = kind
        self.confirmed = confirmed
        self.keys = keys.map { Key(reference: $0.reference.text, created: $0.created, use: $0.use.text) }
    }

    /// The keys; nil when one of them is not as this program writes it.
    var descriptions: [KEKDescription]? {
        let all = keys.compactMap { key in
            KEKReference(key.reference).flatMap { reference in
                KEKUse(text: key.use).map { KEKDescription(reference: reference, created: key.created, use: $0) }
            }
        }
        return all.count == keys.count ? all : nil
    }
}

extension KEKUse {
    private static let forbiddenPrefix = "forbidden: "

    fileprivate init?(text: String) {
        switch text {
        case "seal": self = .sealAndOpen
        case "open": self = .openOnly
        default:
            guard text.hasPrefix(Self.forbiddenPrefix) else { return nil }
            self = .forbidden(String(text.dropFirst(Self.forbiddenPrefix.count)))
        }
    }

    fileprivate var text: String {
        switch self {
        case .sealAndOpen: "seal"
        case .openOnly: "open"
        case .forbidden(let reason): Self.forbiddenPrefix + reason
        }
    }
}
