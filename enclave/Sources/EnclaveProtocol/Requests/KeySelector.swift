/// Names a key within the caller's tenant.
public enum KeySelector: WireCodable, Hashable {
    case id(Identifier)
    case name(String)

    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case 1: self = .id(try reader.value())
        case 2: self = .name(try reader.string(limit: NameLimits.maximum))
        default: throw .invalidValue(field: "key selector")
        }
    }

    public func encode(to writer: inout WireWriter) {
        switch self {
        case .id(let id):
            writer.uint8(1)
            writer.value(id)
        case .name(let name):
            writer.uint8(2)
            writer.string(name)
        }
    }
}

/// What names of keys, authorities, profiles, identities and tenants may be.
public enum NameLimits {
    /// Longest name in bytes.
    public static let maximum = 253

    /// What a name is, for messages.
    public static let rule = "1 to \(maximum) of the characters A-Z a-z 0-9 . _ - / : @, first a letter or digit"

    /// True for 1 to 253 characters of `A-Z a-z 0-9 . _ - / : @`, the first a letter or digit.
    public static func isValid(_ name: String) -> Bool {
        guard (1...maximum).contains(name.utf8.count), let first = name.utf8.first else { return false }
        return isAlphanumeric(first)
            && name.utf8.allSatisfy { isAlphanumeric($0) || Array("._-/:@".utf8).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
