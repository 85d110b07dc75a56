/// What a TPM says of a command; Part 2, clause 6.6.
package struct TPMResponseCode: Equatable, Sendable, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    static let success = Self(rawValue: 0)
    package static let notStarted = Self(rawValue: 0x100)
    static let noOwnership = Self(rawValue: 0x149)
    static let neverWritten = Self(rawValue: 0x14A)
    package static let noSpace = Self(rawValue: 0x14B)
    static let wrongAttributes = Self(rawValue: 0x082)
    static let noHandle = Self(rawValue: 0x08B)
    static let wrongAuthorization = Self(rawValue: 0x08E)
    static let badAuthorization = Self(rawValue: 0x0A2)

    /// The code without the number of the parameter, handle or session it is about.
    var kind: Self { rawValue & 0x80 == 0 ? self : Self(rawValue: rawValue & 0xBF) }

    /// The same command may succeed a little later: yielded, self-test, write rate, retry, no access to its memory.
    var isPassing: Bool { [0x908, 0x90A, 0x920, 0x922, 0x923].contains(rawValue) }

    /// It has no room for another object or session.
    var isFull: Bool { (0x902...0x906).contains(rawValue) }

    package var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
}
