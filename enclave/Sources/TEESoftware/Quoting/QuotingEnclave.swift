internal import TEEPlatform

/// What Intel's quoting enclave is to hardware: an attestation key made at each start, certified once by the PCK key.
struct QuotingEnclave: Sendable {
    /// Of its own report; the QE identity names the same.
    static let productID: UInt16 = 1
    static let svn: UInt16 = 1
    static let flags: EnclaveReport.Flags = [.initialized, .mode64]

    private let key = SoftwareKey()
    /// Everything of the signature data behind the quote's own signature.
    private let certification: [UInt8]

    /// Certifies a new attestation key; the PCK key is not needed again.
    init(_ certificates: SoftwareCertificates, pck: SoftwareKey) throws(PlatformError) {
        let binding = SoftwareMeasurement.digest(key.point + Self.authenticationData)
        let report = EnclaveReport(
            flags: Self.flags, measurement: SoftwareMeasurement.digest(Array("casemate/software-quoting/1".utf8)),
            signer: certificates.signer, productID: Self.productID, svn: Self.svn,
            reportData: binding + [UInt8](repeating: 0, count: 32)
        ).bytes
        let chain = certificates.pckChain
        certification =
            key.point + report + (try pck.signRaw(report))
            + UInt16(Self.authenticationData.count).littleEndianBytes + Self.authenticationData
            + Self.pemChainType.littleEndianBytes + UInt32(chain.count).littleEndianBytes + chain
    }

    /// A quote, version 3, over `report`.
    func quote(_ report: EnclaveReport) throws(PlatformError) -> [UInt8] {
        let signed = Self.header + report.bytes
        let data = try key.signRaw(signed) + certification
        return signed + UInt32(data.count).littleEndianBytes + data
    }

    private static let authenticationData: [UInt8] = Array(0..<32)
    private static let pemChainType: UInt16 = 5

    /// Version 3, ECDSA P-256, Intel's vendor id (the only one verifiers know), no user data.
    private static let header: [UInt8] =
        UInt16(3).littleEndianBytes + UInt16(2).littleEndianBytes + UInt32(0).littleEndianBytes
        + svn.littleEndianBytes + UInt16(SGXPlatform.pceSVN).littleEndianBytes
        + [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07]
        + [UInt8](repeating: 0, count: 20)
}
