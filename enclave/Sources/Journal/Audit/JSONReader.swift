internal import EnclaveProtocol

/// A JSON value as audit lines hold it.
enum JSONValue: Equatable {
    case string(String)
    case number(UInt64)
    case flag(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: UInt64? { if case .number(let number) = self { number } else { nil } }
    var object: [String: JSONValue]? { if case .object(let object) = self { object } else { nil } }
    var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
}

/// A strict reader of one bounded line: whole unsigned numbers, no spaces, no duplicate names, at most four levels.
struct JSONReader {
    private static let deepest = 4
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil when the line is not one object in this form.
    static func object(_ line: [UInt8]) -> [String: JSONValue]? {
        guard line.count <= Frame.largestEntry else { return nil }
        var reader = JSONReader(line)
        guard let value = reader.value(depth: 0), reader.position == line.count else { return nil }
        return value.object
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < Self.deepest, position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "{"): return members(depth: depth)
        case UInt8(ascii: "["): return elements(depth: depth)
        case UInt8(ascii: "t"): return word("true") ? .flag(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .flag(false) : nil
        default: return digits()
        }
    }

    private mutating func members(depth: Int) -> JSONValue? {
        var found: [String: JSONValue] = [:]
        position += 1
        if take("}") { return .object(found) }
        repeat {
            guard let name = string(), take(":"), let value = value(depth: depth + 1), found[name] == nil else {
                return nil
            }
            found[name] = value
        } while take(",")
        return take("}") ? .object(found) : nil
    }

    private mutating func elements(depth: Int) -> JSONValue? {
        var found: [JSONValue] = []
        position += 1
        if take("]") { return .list(found) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            found.append(value)
        } while take(",")
        return take("]") ? .list(found) : nil
    }

    private mutating func digits() -> JSONValue? {
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, case let digit = bytes[position], digit >= 0x30, digit <= 0x39 {
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit - 0x30))
            guard !over, !carry else { return nil }
            value = sum
            position += 1
        }
        let leadingZero = position - start > 1 && bytes[start] == 0x30
        return position == start || leadingZero ? nil : .number(value)
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let character = escape() else { return nil }
                text.append(character)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    /// The escapes that the writer uses: a quote, a backslash, or a control character as \u00XX.
    private mutating func escape() -> UInt8? {
        if take("\"") { return UInt8(ascii: "\"") }
        if take("\\") { return UInt8(ascii: "\\") }
        guard word("u00"), position + 2 <= bytes.count,
            let value = Hex.decode(String(decoding: bytes[position..<position + 2], as: UTF8.self))
        else { return nil }
        position += 2
        return value[0] < 0x20 || value[0] == 0x7f ? value[0] : nil
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
