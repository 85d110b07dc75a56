internal import Crypto
internal import EnclaveProtocol

/// Short messages that were opened lately, so that the same one is not derived and opened again: every API server of a
/// cluster asks for the same seed when it starts, and asks on while it retries. The oldest makes room.
///
/// A use is allowed, rated and accounted for before it comes here. What is held leaves with any change of a key.
struct OpenedMessages {
    /// Which key, context and ciphertext: a digest of all three.
    typealias Name = SHA256Digest

    /// Longest plaintext held. A seed has 32 bytes.
    static let longestPlaintext = 64

    private let limit: Int
    private var plaintexts: [Name: [UInt8]] = [:]
    private var order: [Name] = []
    private var oldest = 0

    init(limit: Int = 512) { self.limit = limit }

    /// How many are held.
    var count: Int { plaintexts.count }

    /// Tells a message from any other; parts cannot be shifted into each other.
    static func name(of request: DecryptRequest, key: Identifier) -> Name {
        var writer = WireWriter()
        writer.value(key)
        writer.data(request.context)
        writer.data(request.ciphertext)
        return SHA256.hash(data: writer.bytes)
    }

    subscript(name: Name) -> [UInt8]? { plaintexts[name] }

    /// Holds a plaintext that authenticated under this name.
    mutating func insert(_ plaintext: [UInt8], as name: Name) {
        guard plaintext.count <= Self.longestPlaintext, plaintexts[name] == nil else { return }
        if order.count < limit {
            order.append(name)
        } else {
            plaintexts[order[oldest]] = nil
            order[oldest] = name
            oldest = (oldest + 1) % limit
        }
        plaintexts[name] = plaintext
    }

    /// Forgets all of them.
    mutating func removeAll() { self = OpenedMessages(limit: limit) }
}
