internal import EnclaveProtocol

/// A value of the protocol as the journal holds it: behind a format number, so that a change of the protocol's form is
/// not taken for an old record.
struct StoredValue<Value: WireCodable>: WireCodable {
    private static var format: UInt8 { 1 }

    let value: Value

    init(_ value: Value) { self.value = value }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        value = try reader.value()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.value(value)
    }
}
