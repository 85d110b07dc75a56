/// The first 48 bytes of every quote.
struct QuoteHeader: Sendable {
    static let size = 48
    /// 3, 4 or 5.
    let version: Int
    let kind: EvidenceKind
    /// By which a provisioning cache knows the quoting enclave's machine.
    let qeIdentifier: ArraySlice<UInt8>
    /// SVNs of the quoting enclave and of the PCE; said in version 3 only.
    let qeSVN: Int?
    let pceSVN: Int?

    private static let ecdsaP256 = 2
    private static let intelVendor: [UInt8] = [
        0x93, 0x9A, 0x72, 0x33, 0xF7, 0x9C, 0x4C, 0xA9, 0x94, 0x0A, 0x0D, 0xB3, 0x95, 0x7F, 0x06, 0x07,
    ]

    init(from reader: inout QuoteReader) throws(AppraisalError) {
        version = try reader.uint16("header")
        let keyType = try reader.uint16("header")
        let teeType = try reader.uint32("header")
        let (eighth, tenth) = (try reader.uint16("header"), try reader.uint16("header"))
        let vendor = try reader.slice(16, "header")
        qeIdentifier = try reader.slice(16, "header")
        _ = try reader.take(4, "header")
        guard (3...5).contains(version) else {
            throw AppraisalError(.unsupportedEvidence, "The quote has version \(version); 3, 4 and 5 are known.")
        }
        guard keyType == Self.ecdsaP256 else {
            throw AppraisalError(
                .unsupportedEvidence,
                "The quote's attestation key has type \(keyType); only type 2, ECDSA with P-256, is in use.")
        }
        guard vendor.elementsEqual(Self.intelVendor) else {
            throw AppraisalError(.unsupportedEvidence, "The quote was made by a quoting enclave that is not Intel's.")
        }
        switch (teeType, version) {
        case (0, _): kind = .sgx
        case (0x81, 4...): kind = .tdx
        default:
            throw AppraisalError(
                .unsupportedEvidence, "A version \(version) quote of TEE type \(teeType) is not known.")
        }
        qeSVN = version == 3 ? eighth : nil
        pceSVN = version == 3 ? tenth : nil
    }

    var claims: [Claim] {
        var claims = [Claim("version", .number(UInt64(version)))]
        if let qeSVN { claims.append(Claim("qeSvn", .number(UInt64(qeSVN)))) }
        if let pceSVN { claims.append(Claim("pceSvn", .number(UInt64(pceSVN)))) }
        claims.append(Claim("qeId", .bytes(Array(qeIdentifier))))
        return claims
    }
}
