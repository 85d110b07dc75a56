/// The escapes of a JSON string (RFC 8259 §7).
enum JSONEscapes {
    /// The text that the inside of a string means, as UTF-8; nil where an escape is unknown, cut short or half a pair.
    static func resolve(_ inside: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var text: [UInt8] = []
        text.reserveCapacity(inside.count)
        var start = inside.startIndex
        var position = start
        while position < inside.endIndex {
            guard inside[position] == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            text += inside[start..<position]
            guard let scalar = read(inside, &position) else { return nil }
            text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            start = position
        }
        text += inside[start...]
        return text[...]
    }

    /// What the escape at a backslash stands for; goes behind it. A high surrogate takes its low one along.
    static func read(_ text: ArraySlice<UInt8>, _ position: inout Int) -> Unicode.Scalar? {
        guard text.endIndex - position >= 2 else { return nil }
        let letter = text[position + 1]
        guard letter == UInt8(ascii: "u") else {
            position += 2
            return single(letter)
        }
        guard let high = unit(text, &position) else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard let low = unit(text, &position), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private static func single(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(letter)
        case UInt8(ascii: "b"): "\u{08}"
        case UInt8(ascii: "f"): "\u{0C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    /// The four digits behind `\u`.
    private static func unit(_ text: ArraySlice<UInt8>, _ position: inout Int) -> UInt32? {
        guard text.endIndex - position >= 6, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for byte in text[position + 2..<position + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += 6
        return value
    }
}
