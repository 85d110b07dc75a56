internal import Crypto
internal import EnclaveProtocol
public import X509Core

/// The blob that Azure's paravisor keeps at index 0x01400001 of a guest's vTPM: an SEV-SNP report and the JSON whose
/// digest it had bound into the report.
///
/// Layout: a header of 32 bytes that begins with `HCLA`, the report, 20 bytes of which the last four are the length of
/// the JSON, the JSON, padding. The JSON names the vTPM's attestation key; a fresh nonce is bound by a TPM quote under
/// that key and not by the report data.
public struct HCLReport: Sendable {
    /// The SEV-SNP report, not verified.
    public let report: [UInt8]
    /// The JSON as it stands; `SNPVerifier` checks that the report commits to it.
    public let runtimeData: [UInt8]

    /// Longest blob that is read, in bytes.
    static let maximumLength = 64 * 1024
    static let magic = Array("HCLA".utf8)
    static let headerLength = 32
    static let runtimeHeaderLength = 20

    /// Whether evidence begins as such a blob does.
    public static func isHCL(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Reads the blob's form.
    /// - Throws: `malformedEvidence`; `unsupportedEvidence` for a TD report, which only the machine it was made on can
    ///   verify.
    public init(_ bytes: [UInt8]) throws(AppraisalError) {
        guard Self.isHCL(bytes), bytes.count <= Self.maximumLength else {
            throw Self.fault("does not begin with HCLA or is longer than \(Self.maximumLength) bytes")
        }
        let start = Self.headerLength + SNPReport.length + Self.runtimeHeaderLength
        guard bytes.count >= start else { throw Self.fault("ends inside its headers") }
        let fields = LittleEndianFields(bytes)
        guard bytes[Self.headerLength] != Self.tdReportType else {
            throw AppraisalError(
                .unsupportedEvidence,
                "The HCL blob holds a TD report, which only its own machine can check. Give the TDX quote made of it.")
        }
        let length = Int(fields.integer(start - 4..<start))
        guard length <= bytes.count - start else { throw Self.fault("ends inside its runtime data") }
        report = fields.bytes(Self.headerLength..<Self.headerLength + SNPReport.length)
        runtimeData = fields.bytes(start..<start + length)
    }

    /// SHA-256 of the runtime data.
    public var runtimeDataDigest: [UInt8] { Array(SHA256.hash(data: runtimeData)) }

    /// First byte of a TDREPORT, where an SEV-SNP report has its version.
    private static let tdReportType: UInt8 = 0x81

    private static func fault(_ what: String) -> AppraisalError {
        AppraisalError(.malformedEvidence, "The HCL blob \(what).")
    }
}

extension SNPVerifier {
    /// Verifies the report in a blob, and that its report data is the digest of the runtime data and nothing else.
    ///
    /// The other parameters and errors are those of the report alone; `mismatch` when the report data differs.
    public func verify(
        _ blob: HCLReport, certificates: [Certificate], revocationLists: [CertificateRevocationList] = [],
        at time: Int64
    ) throws(AppraisalError) -> Appraisal {
        var appraisal = try verify(
            blob.report, certificates: certificates, revocationLists: revocationLists, at: time)
        let digest = blob.runtimeDataDigest
        guard appraisal.reportData == digest + [UInt8](repeating: 0, count: 32) else {
            throw AppraisalError(
                .mismatch, "The report data is not the SHA-256 of the runtime data, \(Hex.encode(digest)), and zeros.")
        }
        appraisal.container = .hcl
        return appraisal.adding(
            [Claim("runtimeDataDigest", .bytes(digest))] + HCLRuntimeData(blob.runtimeData).claims)
    }
}
