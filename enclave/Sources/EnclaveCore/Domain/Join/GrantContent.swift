internal import EnclaveProtocol
internal import Journal

/// What an admitted joiner begins with; crosses from enclave to enclave, encrypted to the joiner's key alone.
struct GrantContent: WireCodable {
    /// The domain key, 32 bytes.
    var domainKey: [UInt8]
    /// What a state cannot be opened without: administrators, domain, members, policy. The rest comes from a peer.
    var slots: [SharedSlot]

    init(domainKey: [UInt8], slots: [SharedSlot]) {
        self.domainKey = domainKey
        self.slots = slots
    }

    init(from reader: inout WireReader) throws(WireError) {
        domainKey = try reader.fixed(32)
        slots = try reader.list()
    }

    func encode(to writer: inout WireWriter) {
        writer.fixed(domainKey)
        writer.list(slots)
    }
}
