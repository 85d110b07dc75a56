/// RFC 4648 §4, strict: padding required, no stray bits. Key bytes pass through, so no table is indexed by them.
package enum Base64 {
    /// Nil when the text is not canonical base64. `text` holds no white space.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var word: UInt32 = 0
        var invalid: UInt8 = 0
        for (index, character) in text.dropLast(padding).enumerated() {
            let (bits, isInvalid) = value(of: character)
            invalid |= isInvalid
            word = word << 6 | UInt32(bits)
            // Six bits a character: the second, third and fourth of a group complete an octet each.
            if index % 4 != 0 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(6 - 2 * (index % 4)))) }
        }
        let stray = padding == 0 ? 0 : word & (padding == 1 ? 0b11 : 0b1111)
        return invalid == 0 && stray == 0 ? bytes : nil
    }

    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < group.count ? UInt32(group[start + $1]) : 0) }
            for sextet in 0..<4 {
                text.append(
                    sextet <= group.count ? character(UInt8(word >> (18 - 6 * sextet) & 63)) : UInt8(ascii: "="))
            }
        }
        return text
    }

    /// 0xFF when low ≤ byte ≤ high, else 0, without a branch on the byte.
    private static func mask(_ byte: UInt8, from low: UInt8, through high: UInt8) -> UInt8 {
        let outside = (UInt16(byte) &- UInt16(low)) | (UInt16(high) &- UInt16(byte))
        return UInt8(truncatingIfNeeded: (outside >> 8) & 0xFF) ^ 0xFF
    }

    private static func value(of character: UInt8) -> (bits: UInt8, invalid: UInt8) {
        let upper = mask(character, from: 0x41, through: 0x5A)
        let lower = mask(character, from: 0x61, through: 0x7A)
        let digit = mask(character, from: 0x30, through: 0x39)
        let plus = mask(character, from: 0x2B, through: 0x2B)
        let slash = mask(character, from: 0x2F, through: 0x2F)
        let bits =
            (upper & (character &- 0x41)) | (lower & (character &- 0x61 &+ 26)) | (digit & (character &- 0x30 &+ 52))
            | (plus & 62) | (slash & 63)
        return (bits, ~(upper | lower | digit | plus | slash))
    }

    private static func character(_ bits: UInt8) -> UInt8 {
        let upper = mask(bits, from: 0, through: 25)
        let lower = mask(bits, from: 26, through: 51)
        let digit = mask(bits, from: 52, through: 61)
        let plus = mask(bits, from: 62, through: 62)
        let slash = mask(bits, from: 63, through: 63)
        return (upper & (bits &+ 0x41)) | (lower & (bits &- 26 &+ 0x61)) | (digit & (bits &- 52 &+ 0x30))
            | (plus & 0x2B) | (slash & 0x2F)
    }
}
