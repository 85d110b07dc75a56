internal import EnclaveProtocol

extension WireReader {
    /// 32 bytes.
    mutating func hash() throws(WireError) -> Hash256 {
        guard let hash = Hash256(try fixed(32)) else { throw .truncated }
        return hash
    }
}
