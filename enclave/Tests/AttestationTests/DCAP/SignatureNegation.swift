/// P-256's group order, big endian.
private let order: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
]

extension [UInt8] {
    /// Makes (r, n - s) of the signature r ‖ s at an offset.
    mutating func negateSignature(at offset: Int) {
        var borrow = 0
        for index in (0..<32).reversed() {
            let difference = Int(order[index]) - Int(self[offset + 32 + index]) - borrow
            borrow = difference < 0 ? 1 : 0
            self[offset + 32 + index] = UInt8(truncatingIfNeeded: difference)
        }
    }
}
