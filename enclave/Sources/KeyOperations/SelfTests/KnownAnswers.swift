/// Answers known before the program was built. The keys are public test values and protect nothing.
enum KnownAnswers {
    /// What every signature here is of.
    static let sample = Array("sample".utf8)

    struct Curve: Sendable {
        let scalar: [UInt8]
        let publicKey: [UInt8]
        /// A signature by the scalar over ``sample``.
        let signature: [UInt8]
        let peer: [UInt8]
        /// What the scalar and the peer agree on.
        let sharedSecret: [UInt8]
    }

    /// Bytes of hexadecimal text; a mistyped constant gives bytes that fail its test.
    static func hex(_ text: String) -> [UInt8] {
        let digits = text.utf8.map { $0 < 0x3A ? $0 &- 0x30 : ($0 | 0x20) &- 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] & 0x0F }
    }
}
