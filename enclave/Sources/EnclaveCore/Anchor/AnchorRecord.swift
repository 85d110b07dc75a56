internal import EnclaveProtocol
internal import TPM2

/// The anchor as the journal holds it; no other enclave has it, and no backup.
struct AnchorRecord: WireCodable, Equatable {
    private static let format: UInt8 = 1

    var index: CounterIndex
    /// What the counter shows once the record is complete: it is written before the counter is raised.
    var value: UInt64
    /// SHA-256 of the TPM's endorsement key, as SubjectPublicKeyInfo.
    var key: [UInt8]

    init(index: CounterIndex, value: UInt64, key: [UInt8]) {
        self.index = index
        self.value = value
        self.key = key
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        index = CounterIndex(
            handle: try reader.uint32(), secret: try reader.data(limit: CounterIndex.secretLength))
        value = try reader.uint64()
        key = try reader.data(limit: 64)
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.uint32(index.handle)
        writer.data(index.secret)
        writer.uint64(value)
        writer.data(key)
    }
}
