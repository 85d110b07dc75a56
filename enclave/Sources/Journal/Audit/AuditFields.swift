internal import EnclaveProtocol

/// The fields of one object in an audit line; each is nil where it is missing or of another kind.
struct AuditFields {
    private static let limits = JSONLimits(bytes: Frame.largestEntry, depth: 4)
    private let object: JSONValue

    /// Nil when the line is too long or is not one JSON object.
    init?(_ line: [UInt8]) {
        guard let document = try? JSONDocument(line, limits: Self.limits) else { return nil }
        self.init(document.root)
    }

    /// Nil when the value is no object.
    init?(_ value: JSONValue) {
        guard value.kind == .object else { return nil }
        object = value
    }

    subscript(name: String) -> JSONValue? { object[name] }

    func text(_ name: String) -> String? { object[name].flatMap(Self.text) }

    func number(_ name: String) -> UInt64? {
        guard let value = object[name], value.kind == .number else { return nil }
        return (try? value.integer()).flatMap { UInt64(exactly: $0) }
    }

    func flag(_ name: String) -> Bool { (try? object[name]?.boolean()) == true }

    /// The strings of a list; elements of other kinds are passed over.
    func list(_ name: String) -> [String]? { (try? object[name]?.elements()).map { $0.compactMap(Self.text) } }

    func time(_ name: String) -> Int64? { object[name]?.stringBytes.flatMap(AuditTime.parse) }

    func hash(_ name: String) -> Hash256? { text(name).flatMap(Hex.canonical).flatMap { Hash256($0) } }

    func identifier(_ name: String) -> Identifier? {
        text(name).flatMap(Hex.canonical).flatMap { Identifier(bytes: $0) }
    }

    func base64(_ name: String) -> [UInt8]? { object[name]?.stringBytes.flatMap { Base64.decode(Array($0)) } }

    private static func text(_ value: JSONValue) -> String? {
        value.stringBytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
