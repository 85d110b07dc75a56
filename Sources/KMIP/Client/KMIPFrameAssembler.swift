internal import TTLV

/// Puts the server's messages together from what arrives, in memory that is never moved: parts of a key are not left
/// behind.
struct KMIPFrameAssembler {
    private let limit: Int
    private var collected: [UInt8] = []
    private var length: Int?

    /// Takes messages of at most `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Takes what arrived; the message once it is complete. Throws when it is no response message, is longer than
    /// allowed, or when bytes follow it, which nobody asked for.
    mutating func take(_ bytes: Span<UInt8>) throws(TTLVError) -> SecretBytes? {
        for index in bytes.indices {
            if collected.count == length { throw .trailing(offset: collected.count) }
            collected.append(bytes[index])
            if collected.count == TTLVHeader.length { length = try messageLength() }
        }
        guard collected.count == length else { return nil }
        // Swapped out, so that nobody else holds the memory that the message wipes.
        var message: [UInt8] = []
        swap(&message, &collected)
        length = nil
        return SecretBytes(message)
    }

    /// Overwrites what arrived of a message that will not be completed.
    mutating func wipe() {
        collected.withUnsafeMutableBytes { memory in _ = memory.initializeMemory(as: UInt8.self, repeating: 0) }
        collected = []
        length = nil
    }

    private mutating func messageLength() throws(TTLVError) -> Int {
        let header = try TTLVHeader(collected.span, at: 0)
        guard header.tag == .responseMessage, header.type == .structure else { throw .unknownTag(offset: 0) }
        let total = TTLVHeader.length + header.paddedLength
        guard total <= limit else { throw .tooLong(total) }
        collected.reserveCapacity(total)
        return total
    }
}
