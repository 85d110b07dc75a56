internal import EnclaveProtocol

extension AppraisalPolicy {
    /// Reads a policy from JSON.
    /// - Throws: the first fault, with its line.
    public init(json: [UInt8], source: String) throws(PolicyError) {
        let document: PolicyValue
        do throws(JSONError) {
            document = try PolicyValue(JSONDocument(json, limits: JSONLimits(bytes: Self.maximumLength)).root)
        } catch {
            throw PolicyError(source: source, line: error.line, error.message)
        }
        try self.init(document, source: source)
    }

    /// Longest document that is read, in bytes.
    public static let maximumLength = 1 << 20
}

extension PolicyValue {
    // The depth of the recursion is bounded by the reader's limit.
    init(_ value: JSONValue) throws(JSONError) {
        let content: Content
        switch value.kind {
        case .null: content = .null
        case .boolean: content = .boolean(try value.boolean())
        case .number: content = .integer(try value.integer())
        case .string: content = .string(try value.string())
        case .array: content = .list(try value.elements().map { element throws(JSONError) in try PolicyValue(element) })
        case .object:
            content = .mapping(
                try value.members().map { member throws(JSONError) in
                    PolicyMember(
                        try member.name.string(), line: member.name.line, value: try PolicyValue(member.value))
                })
        }
        self.init(content, line: value.line)
    }
}
