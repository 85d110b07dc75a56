/// The alphabet twice: in tables, and as ranges that masks choose between without an index or a branch.
extension Base64 {
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// What white space is in `sextets`; everything else outside the alphabet is 255.
    static let whiteSpace: UInt8 = 254
    static let sextets: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        for character in " \t\r\n".utf8 { table[Int(character)] = whiteSpace }
        return table
    }()

    static func isWhiteSpace(_ character: UInt8) -> Bool {
        character == 0x20 || character == 0x09 || character == 0x0D || character == 0x0A
    }

    /// What a character stands for, 255 when it is outside the alphabet.
    static func maskedSextet(of character: UInt8) -> UInt8 {
        let upper = mask(character, from: 0x41, through: 0x5A)
        let lower = mask(character, from: 0x61, through: 0x7A)
        let digit = mask(character, from: 0x30, through: 0x39)
        let plus = mask(character, from: 0x2B, through: 0x2B)
        let slash = mask(character, from: 0x2F, through: 0x2F)
        let sextet =
            (upper & (character &- 0x41)) | (lower & (character &- 0x61 &+ 26)) | (digit & (character &- 0x30 &+ 52))
            | (plus & 62) | (slash & 63)
        return sextet | ~(upper | lower | digit | plus | slash)
    }

    /// The character of six bits.
    static func maskedCharacter(of sextet: UInt8) -> UInt8 {
        let upper = mask(sextet, from: 0, through: 25)
        let lower = mask(sextet, from: 26, through: 51)
        let digit = mask(sextet, from: 52, through: 61)
        let plus = mask(sextet, from: 62, through: 62)
        let slash = mask(sextet, from: 63, through: 63)
        return (upper & (sextet &+ 0x41)) | (lower & (sextet &- 26 &+ 0x61)) | (digit & (sextet &- 52 &+ 0x30))
            | (plus & 0x2B) | (slash & 0x2F)
    }

    /// 0xFF when low ≤ byte ≤ high, else 0, without a branch on the byte.
    private static func mask(_ byte: UInt8, from low: UInt8, through high: UInt8) -> UInt8 {
        let outside = (UInt16(byte) &- UInt16(low)) | (UInt16(high) &- UInt16(byte))
        return UInt8(truncatingIfNeeded: (outside >> 8) & 0xFF) ^ 0xFF
    }
}
