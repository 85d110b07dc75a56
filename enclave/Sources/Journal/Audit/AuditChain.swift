internal import Crypto
internal import EnclaveProtocol

/// The hash chain over entries: SHA-256(previous ‖ entry ‖ SHA-256(payload)).
enum AuditChain {
    /// Before the first entry: SHA-256("casemate/audit/1" ‖ instance ‖ member).
    static func genesis(_ identity: JournalIdentity) -> Hash256 {
        Hash256.of(Array("casemate/audit/1".utf8) + identity.instance.bytes + identity.member.bytes)
    }

    static func next(_ previous: Hash256, _ entry: some Collection<UInt8>, _ payload: Hash256) -> Hash256 {
        var hasher = SHA256()
        previous.add(to: &hasher)
        let whole: Void? = entry.withContiguousStorageIfAvailable {
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if whole == nil { hasher.update(data: Array(entry)) }
        payload.add(to: &hasher)
        return Hash256(digest: hasher.finalize())
    }
}
