internal import EnclaveProtocol

extension WireReader {
    /// A two-byte length and that many bytes: the `TPM2B` of Part 2, clause 10.4.
    mutating func sized() throws(WireError) -> [UInt8] { try fixed(Int(try uint16())) }
}

extension WireWriter {
    /// A two-byte length and the bytes.
    mutating func sized(_ bytes: [UInt8]) {
        uint16(UInt16(clamping: bytes.count))
        fixed(bytes)
    }
}
