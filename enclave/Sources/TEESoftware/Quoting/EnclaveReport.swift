/// The 384 bytes of an SGX enclave's report, little endian.
struct EnclaveReport: Sendable {
    /// ATTRIBUTES.flags.
    struct Flags: OptionSet {
        let rawValue: UInt64
        static let initialized = Flags(rawValue: 1)
        static let mode64 = Flags(rawValue: 4)
        /// CONFIGID and its like mean something.
        static let keySeparation = Flags(rawValue: 0x80)
    }

    var flags: Flags
    var measurement: [UInt8]
    var signer: [UInt8]
    var configID = [UInt8](repeating: 0, count: 64)
    var configSVN: UInt16 = 0
    var productID: UInt16
    var svn: UInt16
    var reportData: [UInt8]

    var bytes: [UInt8] {
        var report = [UInt8](repeating: 0, count: 384)
        func put(_ value: [UInt8], at offset: Int) {
            report.replaceSubrange(offset..<(offset + value.count), with: value)
        }
        put(SGXPlatform.components, at: 0)
        put(flags.rawValue.littleEndianBytes, at: 48)
        // XFRM: x87 and SSE, the least there is.
        put([3], at: 56)
        put(measurement, at: 64)
        put(signer, at: 128)
        put(configID, at: 192)
        put(productID.littleEndianBytes, at: 256)
        put(svn.littleEndianBytes, at: 258)
        put(configSVN.littleEndianBytes, at: 260)
        put(reportData, at: 320)
        return report
    }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] {
        stride(from: 0, to: bitWidth, by: 8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }
}
