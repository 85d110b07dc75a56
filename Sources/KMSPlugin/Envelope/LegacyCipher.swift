internal import EnclaveProtocol

/// A ciphertext of the API's version 1, which has no place of its own for a key id:
/// format 1 (1 byte) ‖ key id (16) ‖ key version (4, big-endian) ‖ created (8, big-endian) ‖ envelope.
struct LegacyCipher: Equatable {
    let key: KeyVersionID
    let envelope: [UInt8]

    private static let format: UInt8 = 1
    static let headerLength = 1 + 16 + 4 + 8

    init(key: KeyVersionID, envelope: [UInt8]) {
        self.key = key
        self.envelope = envelope
    }

    /// Reads what `bytes` gave; nil for anything else.
    init?(_ bytes: [UInt8]) {
        var reader = WireReader(bytes)
        do {
            guard try reader.uint8() == Self.format else { return nil }
            key = KeyVersionID(
                key: try reader.value(), version: try reader.uint32(), created: try reader.int64())
            envelope = Array(bytes.dropFirst(Self.headerLength))
        } catch {
            return nil
        }
    }

    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.uint8(Self.format)
        writer.value(key.key)
        writer.uint32(key.version)
        writer.int64(key.created)
        return writer.bytes + envelope
    }
}
