/// A value with one binary form on the wire and in the journal.
public protocol WireCodable: Sendable {
    /// Reads the value and nothing after it.
    init(from reader: inout WireReader) throws(WireError)
    /// Writes the value.
    func encode(to writer: inout WireWriter)
}

extension WireCodable {
    /// The value from exactly these bytes; trailing bytes are refused.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// The value's bytes.
    public var encoded: [UInt8] {
        var writer = WireWriter()
        encode(to: &writer)
        return writer.bytes
    }
}

/// Why bytes could not be read.
public enum WireError: Error, Equatable, Sendable {
    case truncated
    case trailingBytes(count: Int)
    case tooLong(length: Int, limit: Int)
    case invalidValue(field: String)
}

extension String: WireCodable {
    public init(from reader: inout WireReader) throws(WireError) { self = try reader.string() }
    public func encode(to writer: inout WireWriter) { writer.string(self) }
}

extension UInt64: WireCodable {
    public init(from reader: inout WireReader) throws(WireError) { self = try reader.uint64() }
    public func encode(to writer: inout WireWriter) { writer.uint64(self) }
}

extension Int64: WireCodable {
    public init(from reader: inout WireReader) throws(WireError) { self = try reader.int64() }
    public func encode(to writer: inout WireWriter) { writer.int64(self) }
}

/// A run of bytes with a four-byte length, for lists and optionals.
public struct Blob: WireCodable, Hashable {
    /// The bytes.
    public var bytes: [UInt8]

    /// Wraps `bytes`.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(from reader: inout WireReader) throws(WireError) { bytes = try reader.data() }
    public func encode(to writer: inout WireWriter) { writer.data(bytes) }
}

/// A vocabulary word: one byte on the wire, unknown values refused.
public protocol WireWord: WireCodable, RawRepresentable<UInt8> {}

extension WireWord {
    public init(from reader: inout WireReader) throws(WireError) {
        guard let value = Self(rawValue: try reader.uint8()) else {
            throw .invalidValue(field: String(describing: Self.self))
        }
        self = value
    }
    public func encode(to writer: inout WireWriter) { writer.uint8(rawValue) }
}

extension KeyAlgorithm: WireWord {}
extension KeyPurpose: WireWord {}
extension SignatureScheme: WireWord {}
extension HashAlgorithm: WireWord {}
extension KeyOrigin: WireWord {}
extension KeyExport: WireWord {}
extension KeyReplication: WireWord {}
extension KeyAudit: WireWord {}
extension KeyState: WireWord {}
