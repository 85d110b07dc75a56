/// Ecdsa-Sig-Value (RFC 3279 §2.2.3): SEQUENCE { r INTEGER, s INTEGER }.
enum ECDSASignatureDER {
    /// `raw` is r ‖ s, each half of the length; at most 132 bytes, so that one length byte after 0x81 is enough.
    static func encode(raw: [UInt8]) -> [UInt8] {
        let half = raw.count / 2
        let r = Integer(raw, 0, half)
        let s = Integer(raw, half, raw.count)
        let length = r.length + s.length
        var der: [UInt8] = [0x30]
        der.reserveCapacity(length + 3)
        if length >= 0x80 { der.append(0x81) }
        der.append(UInt8(truncatingIfNeeded: length))
        r.append(of: raw, to: &der)
        s.append(of: raw, to: &der)
        return der
    }

    /// Where the significant bytes of one half are; a single zero is significant.
    private struct Integer {
        private let start: Int
        private let end: Int
        private let isPadded: Bool

        init(_ raw: [UInt8], _ lower: Int, _ upper: Int) {
            var start = lower
            while start < upper - 1, raw[start] == 0 { start += 1 }
            self.start = start
            end = upper
            isPadded = start < upper && raw[start] & 0x80 != 0
        }

        private var content: Int { end - start + (isPadded ? 1 : 0) }
        /// With tag and length byte.
        var length: Int { 2 + content }

        func append(of raw: [UInt8], to der: inout [UInt8]) {
            der.append(0x02)
            der.append(UInt8(truncatingIfNeeded: content))
            if isPadded { der.append(0) }
            der.append(contentsOf: raw[start..<end])
        }
    }
}
