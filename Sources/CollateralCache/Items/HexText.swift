/// Hexadecimal text of bytes.
enum HexText {
    /// The text in lower case when it has exactly so many digits and nothing else.
    static func lowercased(_ text: some StringProtocol, digits: Int) -> String? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ value(of: $0) != nil }) else { return nil }
        return text.lowercased()
    }

    /// The text in upper case when it has exactly so many digits and nothing else.
    static func uppercased(_ text: some StringProtocol, digits: Int) -> String? {
        lowercased(text, digits: digits)?.uppercased()
    }

    /// The bytes of hexadecimal text, or nil.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for digit in text {
            guard let value = value(of: digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    /// Lower-case text of bytes.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
