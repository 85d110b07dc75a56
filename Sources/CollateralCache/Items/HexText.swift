internal import EnclaveProtocol

/// Hexadecimal text of which it is known how long it must be.
enum HexText {
    /// The text in lower case when it has exactly so many digits, an even number, and nothing else.
    static func lowercased(_ text: some StringProtocol, digits: Int) -> String? {
        guard text.utf8.count == digits else { return nil }
        return Hex.decode(String(text)).map(Hex.encode)
    }

    /// The text in upper case when it has exactly so many digits, an even number, and nothing else.
    static func uppercased(_ text: some StringProtocol, digits: Int) -> String? {
        lowercased(text, digits: digits)?.uppercased()
    }
}
