/// A DCAP quote as received, versions 3, 4 and 5, SGX and TDX. Reading checks its form, not one signature.
///
/// Bytes behind the signature data are left alone, as buffers come padded; so a quote's bytes are no identity of it.
public struct Quote: Sendable {
    /// Longest quote that is read, in bytes, padding included.
    public static let maximumLength = 1 << 20

    let bytes: [UInt8]
    let header: QuoteHeader
    let body: ReportBody
    /// Offsets of what the attestation key signed: header, descriptor (version 5) and body.
    let signedRange: Range<Int>
    let signature: QuoteSignature

    /// Reads a quote.
    /// - Throws: `malformedEvidence` for one cut short or with lengths that do not agree, `unsupportedEvidence` for a
    ///   version, TEE or type that is not known.
    public init(_ bytes: [UInt8]) throws(AppraisalError) {
        guard bytes.count <= Self.maximumLength else {
            throw AppraisalError(
                .malformedEvidence, "The quote has \(bytes.count) bytes; at most \(Self.maximumLength) are read.")
        }
        var reader = QuoteReader(bytes, 0..<bytes.count)
        header = try QuoteHeader(from: &reader)
        let layout = try Self.readLayout(header, from: &reader)
        body = try ReportBody(layout, from: &reader, "report body")
        signedRange = 0..<reader.position
        let length = try reader.uint32("signature data length")
        var inner = QuoteReader(bytes, try reader.take(length, "signature data"))
        signature = try QuoteSignature(version: header.version, from: &inner)
        self.bytes = bytes
    }

    /// 3, 4 or 5.
    public var version: Int { header.version }
    /// `sgx` or `tdx`.
    public var kind: EvidenceKind { header.kind }
    /// The 64 bytes bound into the report.
    public var reportData: [UInt8] { body.reportData }
    /// Whether the enclave or TD may be inspected.
    public var isDebug: Bool { body.isDebug }
    /// The report's fields, unverified.
    public var measurements: [Claim] { body.measurements }
    /// The header's fields, unverified.
    public var headerClaims: [Claim] { header.claims }
    /// 1 to 5 or 7: how the quote names its PCK certificate.
    public var certificationType: Int { signature.certification.type }

    private static func readLayout(
        _ header: QuoteHeader, from reader: inout QuoteReader
    ) throws(AppraisalError) -> ReportBody.Layout {
        guard header.version == 5 else { return header.kind == .sgx ? .enclave : .td10 }
        let type = try reader.uint16("body type")
        let size = try reader.uint32("body size")
        guard let layout = ReportBody.Layout(rawValue: type) else {
            throw AppraisalError(.unsupportedEvidence, "The quote's body has type \(type); 1 to 4 are known.")
        }
        guard layout.kind == header.kind, layout.size == size else {
            throw AppraisalError(
                .malformedEvidence, "The quote's body type \(type) disagrees with its TEE type or its size of \(size).")
        }
        return layout
    }
}
