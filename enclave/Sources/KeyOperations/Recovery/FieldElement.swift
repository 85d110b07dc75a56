/// An element of GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. No tables and no branches on values, so that time and memory
/// accesses tell nothing about a share.
struct FieldElement: Hashable {
    var value: UInt8

    init(_ value: UInt8) { self.value = value }

    static let zero = Self(0)
    static let one = Self(1)

    /// Addition, which is also subtraction.
    static func + (left: Self, right: Self) -> Self { Self(left.value ^ right.value) }

    static func * (left: Self, right: Self) -> Self {
        var product: UInt8 = 0
        var multiple = left.value
        for bit in UInt8(0)..<8 {
            product ^= multiple & (0 &- (right.value >> bit & 1))
            multiple = (multiple << 1) ^ (0x1B & (0 &- (multiple >> 7)))
        }
        return Self(product)
    }

    /// x^254, which is 1/x; zero for zero.
    var inverse: Self {
        var power = self
        var result = Self.one
        for _ in 0..<7 {
            power = power * power
            result = result * power
        }
        return result
    }
}
