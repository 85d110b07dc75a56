/// ASCII classes that names are checked against.
package enum CharacterSets {
    /// PrintableString, X.680 §41.4.
    package static func isPrintable(_ character: UInt8) -> Bool { has(character, printable) }
    package static func isLetter(_ character: UInt8) -> Bool { has(character, letter) }
    package static func isDigit(_ character: UInt8) -> Bool { has(character, digit) }
    package static func isLetterOrDigit(_ character: UInt8) -> Bool { has(character, letter | digit) }
    /// `pchar` of RFC 3986 §3.3 and "/", without the percent sign.
    package static func isURIPath(_ character: UInt8) -> Bool { has(character, letter | digit | path) }
    /// `atext` of RFC 5322 §3.2.3.
    package static func isMailAtom(_ character: UInt8) -> Bool { has(character, letter | digit | mailAtom) }
    /// Never escaped in RFC 4514.
    package static func isPlain(_ character: UInt8) -> Bool { has(character, letter | digit | plain) }
    package static func isHexadecimal(_ character: UInt8) -> Bool { has(character, digit | hexLetter) }

    private static let letter: UInt8 = 1
    private static let digit: UInt8 = 2
    private static let printable: UInt8 = 4
    private static let path: UInt8 = 8
    private static let mailAtom: UInt8 = 16
    private static let hexLetter: UInt8 = 32
    private static let plain: UInt8 = 64

    private static func has(_ character: UInt8, _ classes: UInt8) -> Bool {
        table[Int(character)] & classes != 0
    }

    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        func mark(_ characters: some Sequence<UInt8>, _ classes: UInt8) {
            for character in characters { table[Int(character)] |= classes }
        }
        mark(UInt8(ascii: "a")...UInt8(ascii: "z"), letter | printable)
        mark(UInt8(ascii: "A")...UInt8(ascii: "Z"), letter | printable)
        mark(UInt8(ascii: "0")...UInt8(ascii: "9"), digit | printable)
        mark(" '()+,-./:=?".utf8, printable)
        mark("-._~!$&'()*+,;=:@/".utf8, path)
        mark("-!#$%&'*+/=?^_`{}|~".utf8, mailAtom)
        mark("abcdefABCDEF".utf8, hexLetter)
        mark("-._".utf8, plain)
        return table
    }()
}
