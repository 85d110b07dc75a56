internal import EnclaveProtocol

/// When an authority is renewed: at two thirds of its certificate's life, a little earlier by a part that differs between
/// authorities, so that those made together are not renewed together.
enum RotationSchedule {
    /// Unix seconds.
    static func due(_ info: CAInfo) -> Int64 {
        let life = info.notAfter - info.notBefore
        let spread = Double(fraction(of: info.name))
        return info.notBefore + life * 2 / 3 - Int64(Double(life) / 30 * spread)
    }

    /// 0 to 1, always the same for a name (FNV-1a).
    private static func fraction(of name: String) -> Double {
        let hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Double(hash % 10_000) / 10_000
    }
}
