internal import EnclaveProtocol

/// The security versions a platform reports: sixteen components of CPUSVN and one of PCESVN.
package struct RawTCB: Hashable, Sendable {
    /// CPUSVN, 16 numbers.
    let components: [UInt8]
    let pceSVN: UInt16

    /// Reads `cpusvn` (32 hexadecimal digits) and `pcesvn` (4, little endian); nil for another form.
    init?(cpuSVN: String?, pceSVN: String?) {
        guard let cpuSVN, let pceSVN, cpuSVN.utf8.count == 32, pceSVN.utf8.count == 4 else { return nil }
        self.init(tcbm: cpuSVN + pceSVN)
    }

    /// Reads a TCBm: CPUSVN and PCESVN behind each other, 36 hexadecimal digits.
    init?(tcbm: String) {
        guard tcbm.utf8.count == 36, let bytes = Hex.decode(tcbm) else { return nil }
        components = Array(bytes[..<16])
        pceSVN = UInt16(bytes[16]) | UInt16(bytes[17]) << 8
    }

    /// The security versions themselves, 16 components.
    init(components: [UInt8], pceSVN: UInt16) {
        self.components = components
        self.pceSVN = pceSVN
    }

    /// 36 hexadecimal digits, upper case.
    var tcbm: String {
        Hex.encode(components + [UInt8(truncatingIfNeeded: pceSVN), UInt8(pceSVN >> 8)]).uppercased()
    }

    /// CPUSVN and PCESVN as parameters.
    var cpuSVNText: String { String(tcbm.prefix(32)) }
    var pceSVNText: String { String(tcbm.suffix(4)) }

    /// Whether no security version is below the other's: a partial order.
    func covers(_ other: RawTCB) -> Bool {
        pceSVN >= other.pceSVN && zip(components, other.components).allSatisfy { $0 >= $1 }
    }

    /// Whether it stands before the other, higher versions first: a total order that agrees with `covers`.
    func precedes(_ other: RawTCB) -> Bool {
        components == other.components
            ? pceSVN > other.pceSVN : other.components.lexicographicallyPrecedes(components)
    }
}
