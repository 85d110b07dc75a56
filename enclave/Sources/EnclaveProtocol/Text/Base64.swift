/// RFC 4648 §4, strict: padding required, no stray bits.
///
/// `encode` and `decode`, `text` and `bytes` are for bytes that may be a key's: none indexes a table by them. The forms
/// in lines are for what is public, such as certificates, and quicker.
public enum Base64 {
    private static let padding = UInt8(ascii: "=")

    /// The encoding as text, without line feeds.
    public static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(Array(bytes)), as: UTF8.self)
    }

    /// The bytes of text that may hold white space anywhere, or nil for anything else that is not canonical base64.
    public static func bytes(_ text: String) -> [UInt8]? {
        decode(text.utf8.filter { !isWhiteSpace($0) })
    }

    /// The encoding, without line feeds.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            append(bytes, from: start, to: &text, as: maskedCharacter(of:))
        }
        return text
    }

    /// Nil when the text is not canonical base64 without white space.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        decode(text[...], as: maskedSextet(of:)) { _ in false }
    }

    /// Appends the encoding of public bytes, a line feed after every 64 characters and at the end.
    package static func appendLines(of bytes: [UInt8], to text: inout [UInt8]) {
        var column = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            append(bytes, from: start, to: &text) { sextet in alphabet[Int(sextet)] }
            column += 4
            if column == 64 || start + 3 >= bytes.count {
                text.append(UInt8(ascii: "\n"))
                column = 0
            }
        }
    }

    /// Decodes public text that may hold white space anywhere; nil for anything else that is not canonical base64.
    package static func decodeLines(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        decode(text, as: { character in sextets[Int(character)] }, skipping: { $0 == whiteSpace })
    }

    /// One group of four characters, for the bytes from `start`, at most three.
    @inline(__always)
    private static func append(
        _ bytes: [UInt8], from start: Int, to text: inout [UInt8], as character: (UInt8) -> UInt8
    ) {
        let left = bytes.count - start
        let first = bytes[start]
        let second = left > 1 ? bytes[start + 1] : 0
        let third = left > 2 ? bytes[start + 2] : 0
        text.append(character(first >> 2))
        text.append(character((first & 3) << 4 | second >> 4))
        text.append(left > 1 ? character((second & 15) << 2 | third >> 6) : padding)
        text.append(left > 2 ? character(third & 63) : padding)
    }

    /// Branches tell what is in the alphabet from what is not, never one sextet from another.
    @inline(__always)
    private static func decode(
        _ text: ArraySlice<UInt8>, as sextet: (UInt8) -> UInt8, skipping isSkipped: (UInt8) -> Bool
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group = 0
        var digits = 0
        var paddings = 0
        for character in text {
            let value = sextet(character)
            if value < 64, paddings == 0 {
                group = group << 6 | Int(value)
                digits += 1
                if digits == 4 {
                    bytes.append(UInt8(truncatingIfNeeded: group >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: group >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: group))
                    (group, digits) = (0, 0)
                }
            } else if character == padding {
                paddings += 1
            } else if !isSkipped(value) {
                return nil
            }
        }
        switch (digits, paddings) {
        case (0, 0): return bytes
        case (2, 2) where group & 15 == 0: return bytes + [UInt8(group >> 4)]
        case (3, 1) where group & 3 == 0: return bytes + [UInt8(group >> 10), UInt8(truncatingIfNeeded: group >> 2)]
        default: return nil
        }
    }
}
