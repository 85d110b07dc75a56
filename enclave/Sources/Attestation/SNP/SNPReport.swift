/// An SEV-SNP attestation report as received (SEV-SNP firmware ABI, ATTESTATION_REPORT, versions 2 to 5).
///
/// Reading checks its form only. What it says counts when `SNPVerifier` has checked who signed it.
public struct SNPReport: Sendable {
    /// Length in bytes.
    public static let length = 0x4a0
    /// The bytes that the signature covers, from the first on.
    package static let signedLength = 0x2a0
    /// The versions that are read.
    static let versions: ClosedRange<UInt32> = 2...5

    /// As received.
    public let bytes: [UInt8]
    /// The key that signed.
    public let signingKey: SNPSigningKey
    /// The product by CPUID; nil in version 2, which does not say.
    public let product: SNPProduct?
    private let fields: LittleEndianFields

    /// Reads exactly one report.
    /// - Throws: `malformedEvidence` for another length, bytes that must be zero and are not, or a guest policy without
    ///   its required bit; `unsupportedEvidence` for an unknown version, algorithm, signing key or processor.
    public init(_ bytes: [UInt8]) throws(AppraisalError) {
        guard bytes.count == Self.length else {
            throw AppraisalError(
                .malformedEvidence, "An SEV-SNP report has \(Self.length) bytes; this one has \(bytes.count).")
        }
        self.bytes = bytes
        fields = LittleEndianFields(bytes)
        let version = UInt32(fields.integer(SNPReportField.version.range))
        guard Self.versions.contains(version) else {
            throw AppraisalError(
                .unsupportedEvidence, "SEV-SNP reports of versions 2 to 5 are read; this one says \(version).")
        }
        let algorithm = fields.integer(SNPReportField.signatureAlgorithm.range)
        guard algorithm == 1 else {
            throw AppraisalError(
                .unsupportedEvidence, "The report names signature algorithm \(algorithm); only 1, ECDSA P-384, exists.")
        }
        signingKey = try SNPSigningKey(flags: fields.integer(SNPReportField.flags.range))
        product = try Self.readProduct(fields, version: version)
        try checkForm()
    }

    private static func readProduct(
        _ fields: LittleEndianFields, version: UInt32
    ) throws(AppraisalError) -> SNPProduct? {
        guard version > 2 else { return nil }
        let cpuid = fields.bytes(SNPReportField.cpuid.range)
        guard let product = SNPProduct(family: cpuid[0], model: cpuid[1]) else {
            throw AppraisalError(
                .unsupportedEvidence,
                "The report comes from a processor of family \(cpuid[0]), model \(cpuid[1]): no Milan, Genoa or Turin.")
        }
        return product
    }

    private func checkForm() throws(AppraisalError) {
        for field in SNPReportField.allCases where field.isZero(inVersion: version) {
            guard fields.isZero(field.range) else {
                throw AppraisalError(
                    .malformedEvidence, "\(field.rawValue) of a version \(version) report must be zero and is not.")
            }
        }
        guard policy.hasRequiredBit else {
            throw AppraisalError(.malformedEvidence, "Bit 17 of the guest policy must be set and is not.")
        }
    }

    /// The bytes of a field.
    public subscript(field: SNPReportField) -> [UInt8] { fields.bytes(field.range) }

    private func integer(_ field: SNPReportField) -> UInt64 { fields.integer(field.range) }
}

extension SNPReport {
    /// 2 to 5.
    public var version: UInt32 { UInt32(integer(.version)) }
    /// The version that the guest's owner gave the guest.
    public var guestSVN: UInt32 { UInt32(integer(.guestSVN)) }
    /// What the guest's owner allows.
    public var policy: SNPGuestPolicy { SNPGuestPolicy(rawValue: integer(.policy)) }
    /// The privilege level that asked, 0 to 3; `hostVMPL` when the host did.
    public var vmpl: UInt32 { UInt32(integer(.vmpl)) }
    /// What `vmpl` is in a report that the host asked for: its report data is the host's word, not the guest's.
    public static var hostVMPL: UInt32 { .max }
    /// Facts about the platform, bit by bit.
    public var platformInfo: UInt64 { integer(.platformInfo) }
    /// Whether the digest of an author key means anything.
    public var hasAuthorKey: Bool { integer(.flags) & 1 == 1 }
    /// Whether the platform hides its chip id.
    public var isChipIDMasked: Bool { integer(.flags) >> 1 & 1 == 1 }
    /// Mitigations at launch; nil before version 5.
    public var launchMitigations: UInt64? { version < 5 ? nil : integer(.launchMitigations) }
    /// Mitigations now; nil before version 5.
    public var currentMitigations: UInt64? { version < 5 ? nil : integer(.currentMitigations) }
    /// What the signature covers.
    package var signedBytes: ArraySlice<UInt8> { bytes[..<Self.signedLength] }
}
