import EnclaveProtocol
import Testing

@Suite("Bytes and dates as text")
struct TextTests {
    @Test("bytes read back", arguments: [[], [1], [1, 2], [1, 2, 3], [UInt8](0...255)])
    func readsBack(bytes: [UInt8]) {
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.bytes(Base64.text(bytes)) == bytes)
        #expect(Hex.canonical(Hex.encode(bytes)) == bytes)
        var lines: [UInt8] = []
        Base64.appendLines(of: bytes, to: &lines)
        #expect(Base64.decodeLines(lines[...]) == bytes)
        #expect(lines.filter { $0 != UInt8(ascii: "\n") } == Base64.encode(bytes))
        #expect(lines.split(separator: UInt8(ascii: "\n")).dropLast().allSatisfy { $0.count == 64 })
    }

    @Test(
        "what is not canonical base64 is refused",
        arguments: [
            "A", "AA", "AAA", "AA=", "A===", "====", "AA=A", "AA==A", "AA==AA==", "AB==", "AAB=", "A*AA", "=AAA",
            "A-AA",
        ])
    func refuses(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
        #expect(Base64.bytes(text) == nil)
        #expect(Base64.decodeLines(Array(text.utf8)[...]) == nil)
    }

    @Test("white space is passed over in lines and in text", arguments: ["QU JD", "QUJD\n", "\r\n\tQUJD", "Q U J D "])
    func skips(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
        #expect(Base64.decodeLines(Array(text.utf8)[...]) == [0x41, 0x42, 0x43])
        #expect(Base64.bytes(text) == [0x41, 0x42, 0x43])
    }

    @Test("both alphabets agree on every character")
    func alphabetsAgree() {
        for character in UInt8.min...UInt8.max where ![0x09, 0x0A, 0x0D, 0x20].contains(character) {
            let text = [UInt8(ascii: "Q"), character, UInt8(ascii: "J"), UInt8(ascii: "D")]
            #expect(Base64.decode(text) == Base64.decodeLines(text[...]))
        }
    }

    @Test("a date and its day are one, over four centuries on both sides of 1970")
    func dates() {
        #expect(CivilDate(dayNumber: 0) == CivilDate(year: 1970, month: 1, day: 1))
        #expect(CivilDate(dayNumber: 11_016) == CivilDate(year: 2000, month: 2, day: 29))
        #expect(CivilDate(dayNumber: -719_528) == CivilDate(year: 0, month: 1, day: 1))
        #expect((-146_097...146_097).allSatisfy { CivilDate(dayNumber: $0).dayNumber == $0 })
    }

    @Test(
        "a date that the calendar does not have is the day of another",
        arguments: [(2025, 2, 29), (1900, 2, 29), (2025, 4, 31), (2025, 13, 1), (2025, 1, 0)])
    func unreal(year: Int64, month: Int64, day: Int64) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(CivilDate(dayNumber: date.dayNumber) != date)
    }
}
