internal import EnclaveProtocol

/// Unix seconds to and from the two ASN.1 times of RFC 5280 §4.1.2.5: UTC, whole seconds, `Z`.
package enum DERTime {
    /// First second of 2050, where GeneralizedTime begins.
    package static let generalizedFrom: Int64 = 2_524_608_000
    /// Last second of 9999, "no well-defined expiry".
    package static let maximum = CivilDate.lastSecond

    /// The next element as unix seconds, and whether its type is the one RFC 5280 wants for that year.
    package static func read(from reader: inout DERReader) throws(X509Error) -> (seconds: Int64, isRightType: Bool) {
        let element = try reader.next()
        let yearDigits = element.tag == DERTag.utcTime ? 2 : 4
        guard element.tag == DERTag.utcTime || element.tag == DERTag.generalizedTime,
            element.content.count == yearDigits + 11, reader.bytes[element.content.upperBound - 1] == UInt8(ascii: "Z")
        else { throw .malformed("A time is not written as RFC 5280 wants") }
        // Digits in pairs from the year's last two on; all arithmetic, as a CRL has thousands of these.
        let start = element.content.lowerBound + yearDigits - 2
        var pairs = SIMD8<Int64>()
        for index in 0..<6 { pairs[index] = try twoDigits(reader.bytes, at: start + 2 * index) }
        let century =
            yearDigits == 4
            ? try twoDigits(reader.bytes, at: element.content.lowerBound) : pairs[0] < 50 ? 20 : 19
        pairs[0] += century * 100
        guard let seconds = CivilDate.unixSeconds(pairs) else { throw .malformed("A time names no real moment") }
        return (seconds, (yearDigits == 4) == (seconds >= generalizedFrom || seconds < -631_152_000))
    }

    /// Writes UTCTime through 2049, GeneralizedTime from 2050.
    package static func write(_ seconds: Int64, to writer: inout DERWriter) {
        let seconds = min(max(seconds, 0), maximum)
        let date = CivilDate(dayNumber: seconds / 86_400)
        let rest = seconds % 86_400
        let isGeneralized = seconds >= generalizedFrom
        var digits: [UInt8] = []
        digits.reserveCapacity(15)
        let fields =
            (isGeneralized ? [date.year / 100] : [])
            + [date.year % 100, date.month, date.day, rest / 3600, rest / 60 % 60, rest % 60]
        for field in fields {
            digits.append(UInt8(48 + field / 10))
            digits.append(UInt8(48 + field % 10))
        }
        digits.append(UInt8(ascii: "Z"))
        writer.element(isGeneralized ? DERTag.generalizedTime : DERTag.utcTime, digits)
    }

    private static func twoDigits(_ bytes: [UInt8], at index: Int) throws(X509Error) -> Int64 {
        let (tens, ones) = (Int64(bytes[index]) - 48, Int64(bytes[index + 1]) - 48)
        guard (0...9).contains(tens), (0...9).contains(ones) else { throw .malformed("A time has a non-digit") }
        return tens * 10 + ones
    }
}
