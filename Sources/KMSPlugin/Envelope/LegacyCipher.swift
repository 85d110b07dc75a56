internal import EnclaveProtocol

/// A ciphertext of the API's version 1, which has no place of its own for a key id.
///
/// Of a key made inside: format 1 (1 byte) ‖ key id (16) ‖ key version (4, big-endian) ‖ created (8, big-endian) ‖
/// envelope. Of another: format 2 (1 byte) ‖ length of the key id (1) ‖ key id ‖ envelope.
struct LegacyCipher: Equatable {
    /// The key id's text.
    let keyID: String
    let envelope: [UInt8]
    private let header: [UInt8]

    private enum Format: UInt8 {
        case inside = 1
        case named = 2
    }

    /// The longest header.
    static let headerLength = 2 + 255

    init(key: KeyVersionID, envelope: [UInt8]) {
        keyID = key.description
        self.envelope = envelope
        header = key.origin == nil ? Self.header(of: key) : Self.header(naming: key.description)
    }

    /// Reads what `bytes` gave; nil for anything else.
    init?(_ bytes: [UInt8]) {
        var reader = WireReader(bytes)
        do {
            switch Format(rawValue: try reader.uint8()) {
            case .inside:
                let key = KeyVersionID(
                    key: try reader.value(), version: try reader.uint32(), created: try reader.int64())
                self.init(key: key, envelope: reader.rest())
            case .named:
                let length = Int(try reader.uint8())
                let rest = reader.rest()
                guard rest.count > length, let origin = KEKOrigin(String(decoding: rest[..<length], as: UTF8.self))
                else { return nil }
                self.init(naming: origin.description, envelope: Array(rest[length...]))
            case nil: return nil
            }
        } catch {
            return nil
        }
    }

    private init(naming keyID: String, envelope: [UInt8]) {
        self.keyID = keyID
        self.envelope = envelope
        header = Self.header(naming: keyID)
    }

    var bytes: [UInt8] { header + envelope }

    private static func header(of key: KeyVersionID) -> [UInt8] {
        var writer = WireWriter()
        writer.uint8(Format.inside.rawValue)
        writer.value(key.key)
        writer.uint32(key.version)
        writer.int64(key.created)
        return writer.bytes
    }

    private static func header(naming keyID: String) -> [UInt8] {
        [Format.named.rawValue, UInt8(truncatingIfNeeded: keyID.utf8.count)] + Array(keyID.utf8)
    }
}
