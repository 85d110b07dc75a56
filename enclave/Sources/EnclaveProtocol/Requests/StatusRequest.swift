/// Asks for the enclave's status; answered in every state.
public struct StatusRequest: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.status
    public typealias Answer = StatusAnswer

    /// A request.
    public init() {}
}

/// The enclave's status: a list of (name, value) facts in a fixed order, so that fields are added, never renamed.
///
/// Names are those of `casemate status --json`; lists (`administrators`, `listeners`) repeat their name.
public struct StatusAnswer: WireCodable, Equatable {
    /// The facts.
    public var facts: [StatusFact]

    /// A status.
    public init(facts: [StatusFact]) { self.facts = facts }

    /// The first value of a fact, or nil.
    public subscript(name: String) -> String? { facts.first { $0.name == name }?.value }

    /// Every value of a fact, in order.
    public func all(_ name: String) -> [String] { facts.filter { $0.name == name }.map(\.value) }

    public init(from reader: inout WireReader) throws(WireError) { facts = try reader.list() }
    public func encode(to writer: inout WireWriter) { writer.list(facts) }
}

/// One fact of a status.
public struct StatusFact: WireCodable, Equatable {
    /// The fact's name.
    public var name: String
    /// Its value as text.
    public var value: String

    /// A fact.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        value = try reader.string(limit: 4096)
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.string(value)
    }
}
