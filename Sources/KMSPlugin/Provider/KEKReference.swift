/// The name by which a source knows a key: it is never given to another one.
///
/// 1 to 128 of `A-Z a-z 0-9 _ -`, so that it fits into the name of a key of the enclave and into a key id.
package struct KEKReference: Hashable, Sendable, CustomStringConvertible {
    /// The longest in bytes.
    package static let longest = 128

    /// The name.
    package let text: String

    /// Nil for a text that is none.
    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// The name.
    package var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
