internal import TTLV

/// One request: an operation and its payload, a batch of its own.
struct KMIPRequest: Sendable {
    let operation: KMIPOperation
    let payload: [TTLVItem]

    /// The message of that version, which asks for no answer longer than `limit`.
    func encoded(version: KMIPVersion, limit: Int) -> [UInt8] {
        let header = TTLVItem(
            .requestHeader,
            .structure([
                version.item, TTLVItem(.maximumResponseSize, .integer(Int32(clamping: limit))),
                TTLVItem(.batchCount, .integer(1)),
            ]))
        let item = TTLVItem(
            .batchItem,
            .structure([
                TTLVItem(.operation, .enumeration(operation.rawValue)), TTLVItem(.requestPayload, .structure(payload)),
            ]))
        return TTLVItem(.requestMessage, .structure([header, item])).encoded
    }
}
