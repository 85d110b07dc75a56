internal import EnclaveProtocol

extension PolicyValue {
    var text: String {
        get throws(PolicyFault) {
            switch content {
            case .string(let text), .plain(let text): text
            default: throw fault("text")
            }
        }
    }

    var flag: Bool {
        get throws(PolicyFault) {
            switch content {
            case .boolean(let flag): flag
            case .plain("true"): true
            case .plain("false"): false
            default: throw fault("true or false")
            }
        }
    }

    /// A whole number, not negative. YAML may write it as `0x1f`, and JSON, whose numbers end at 2^63, as `"0x1f"`.
    var number: UInt64 {
        get throws(PolicyFault) {
            switch content {
            case .integer(let value) where value >= 0: return UInt64(value)
            case .plain(let text), .string(let text):
                if text.hasPrefix("0x"), let value = Self.digits(text.dropFirst(2), 16) { return value }
                if case .plain = content, let value = Self.digits(text[...], 10) { return value }
            default: break
            }
            throw fault("a whole number that is not negative")
        }
    }

    private static func digits(_ text: Substring, _ radix: Int) -> UInt64? {
        text.first == "+" ? nil : UInt64(text, radix: radix)
    }

    /// The elements of a list, or the value itself as the only one.
    var elements: [PolicyValue] {
        get throws(PolicyFault) {
            switch content {
            case .list(let values): return values
            case .mapping, .null: throw fault("a value or a list of them")
            default: return [self]
            }
        }
    }

    /// The elements of a list that must be one.
    var list: [PolicyValue] {
        get throws(PolicyFault) {
            guard case .list(let values) = content else { throw fault("a list") }
            return values
        }
    }

    /// Hexadecimal of exactly `length` bytes.
    func bytes(_ length: Int) throws(PolicyFault) -> [UInt8] {
        guard let bytes = Hex.decode(try text), bytes.count == length else {
            throw fault("\(length * 2) hexadecimal digits")
        }
        return bytes
    }

    /// One of the words of a vocabulary.
    func word<Word: CaseIterable & RawRepresentable<String>>() throws(PolicyFault) -> Word {
        guard let word = Word(rawValue: try text) else {
            throw fault("one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    /// A moment as RFC 3339 writes it in UTC.
    var moment: Int64 {
        get throws(PolicyFault) {
            guard let seconds = RFC3339.seconds(try text) else { throw fault("a time such as 2026-06-15T12:00:00Z") }
            return seconds
        }
    }

    /// A number with `s`, `m`, `h` or `d` behind it, in seconds.
    var duration: Int64 {
        get throws(PolicyFault) {
            let text = try text
            let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }), let count = UInt32(text.dropLast()), count > 0 else {
                throw fault("a duration such as 90s, 15m, 24h or 30d")
            }
            return Int64(count) * unit
        }
    }

    func fault(_ expected: String) -> PolicyFault { PolicyFault(line, "this must be \(expected)") }
}
