/// What an item means: three bytes, of which the first is 0x42 for the standard's own and 0x54 for extensions.
package struct TTLVTag: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    /// A tag; only the lower 24 bits count.
    package init(rawValue: UInt32) { self.rawValue = rawValue & 0xFF_FFFF }
}

extension TTLVTag: CustomStringConvertible {
    /// As the standard writes it, for example `42005c`.
    package var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
