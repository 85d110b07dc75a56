/// A request body and the answer it gets. The pair is the contract of one operation; `docs/protocol.md` lists them.
public protocol EnclaveRequest: WireCodable {
    /// What the enclave answers.
    associatedtype Answer: WireCodable
    /// The operation's number.
    static var operation: EnclaveOperation { get }
}

/// A request that says no more than which operation it is.
public protocol BodilessRequest: EnclaveRequest {
    /// The request.
    init()
}

extension BodilessRequest {
    public init(from reader: inout WireReader) throws(WireError) { self.init() }
    public func encode(to writer: inout WireWriter) {}
}

/// A request that names a key and nothing else.
public protocol KeyRequest: EnclaveRequest {
    /// Which key.
    var key: KeySelector { get }
    /// A request.
    init(key: KeySelector)
}

extension KeyRequest {
    public init(from reader: inout WireReader) throws(WireError) { self.init(key: try reader.value()) }
    public func encode(to writer: inout WireWriter) { writer.value(key) }
}

/// An answer that carries nothing.
public struct Empty: WireCodable, Equatable {
    /// Nothing.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// One page of a list: at most `limit` items behind the name `after`.
public struct PageQuery: WireCodable, Equatable {
    /// The last name of the page before; empty for the first page.
    public var after: String
    /// Most items wanted, 1 to 1,000.
    public var limit: UInt16

    /// A page query.
    public init(after: String = "", limit: UInt16 = 100) {
        self.after = after
        self.limit = limit
    }

    public init(from reader: inout WireReader) throws(WireError) {
        after = try reader.string()
        limit = try reader.uint16()
        guard (1...1000).contains(limit) else { throw .invalidValue(field: "limit") }
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(after)
        writer.uint16(limit)
    }
}

/// One page of a list.
public struct Page<Item: WireCodable>: WireCodable {
    /// The items, by name.
    public var items: [Item]
    /// What to ask `after` for the next page; nil on the last.
    public var next: String?

    /// A page.
    public init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    public init(from reader: inout WireReader) throws(WireError) {
        items = try reader.list()
        next = try reader.optional()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(items)
        writer.optional(next)
    }
}
