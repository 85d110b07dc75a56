/// A value of a policy document, JSON or YAML, with the line it stands on.
public struct PolicyValue: Sendable, Equatable {
    /// What the document says there.
    public indirect enum Content: Sendable, Equatable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case string(String)
        /// A YAML scalar without quotes, as written: what it is depends on the field, so that digits may be hexadecimal.
        case plain(String)
        case list([PolicyValue])
        /// In the order of the document; no name twice.
        case mapping([PolicyMember])
    }

    /// Counted from 1.
    public let line: Int
    public let content: Content

    /// A value found on a line.
    public init(_ content: Content, line: Int) {
        self.content = content
        self.line = line
    }
}

/// A named value of a mapping.
public struct PolicyMember: Sendable, Equatable {
    public let name: String
    /// The line of the name, which is where reasons point.
    public let line: Int
    public let value: PolicyValue

    /// A member whose name stands on a line.
    public init(_ name: String, line: Int, value: PolicyValue) {
        self.name = name
        self.line = line
        self.value = value
    }
}
