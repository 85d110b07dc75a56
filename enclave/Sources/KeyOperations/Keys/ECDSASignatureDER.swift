/// Ecdsa-Sig-Value (RFC 3279 §2.2.3): SEQUENCE { r INTEGER, s INTEGER }.
enum ECDSASignatureDER {
    /// `raw` is r ‖ s, each half of the length; at most 132 bytes, so that one length byte after 0x81 is enough.
    static func encode(raw: [UInt8]) -> [UInt8] {
        let half = raw.count / 2
        let body = integer(raw[..<half]) + integer(raw[half...])
        return [0x30] + (body.count < 0x80 ? [UInt8(body.count)] : [0x81, UInt8(truncatingIfNeeded: body.count)]) + body
    }

    private static func integer(_ magnitude: ArraySlice<UInt8>) -> [UInt8] {
        let significant = magnitude.dropLast().drop { $0 == 0 } + magnitude.suffix(1)
        let sign: [UInt8] = (significant.first ?? 0) & 0x80 == 0 ? [] : [0]
        return [0x02, UInt8(truncatingIfNeeded: significant.count + sign.count)] + sign + significant
    }
}
