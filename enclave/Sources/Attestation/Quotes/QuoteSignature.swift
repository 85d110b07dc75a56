/// The signature data of a quote: who signed the body, and the quoting enclave's proof that it holds that key.
struct QuoteSignature: Sendable {
    /// r ‖ s over header and body.
    let signature: ArraySlice<UInt8>
    /// x ‖ y of the key that made it.
    let attestationKey: ArraySlice<UInt8>
    let qeReport: ReportBody
    /// r ‖ s over the QE report by the PCK key.
    let qeReportSignature: ArraySlice<UInt8>
    let qeAuthenticationData: ArraySlice<UInt8>
    let certification: CertificationData

    /// Reads exactly the reader's bytes. Since version 4 what certifies the key lies in certification data of type 6.
    init(version: Int, from reader: inout QuoteReader) throws(AppraisalError) {
        signature = try reader.slice(64, "signature")
        attestationKey = try reader.slice(64, "attestation key")
        if version >= 4 {
            let type = try reader.uint16("certification data type")
            guard type == 6 else {
                throw AppraisalError(
                    .malformedEvidence,
                    "The quote's outer certification data has type \(type) where a version \(version) quote has type 6."
                )
            }
            let length = try reader.uint32("certification data length")
            let inner = try reader.take(length, "certification data")
            try Self.requireEnd(reader)
            reader = QuoteReader(reader.bytes, inner)
        }
        qeReport = try ReportBody(.enclave, from: &reader, "QE report")
        qeReportSignature = try reader.slice(64, "QE report signature")
        let length = try reader.uint16("QE authentication data length")
        qeAuthenticationData = try reader.slice(length, "QE authentication data")
        certification = try CertificationData(from: &reader)
        try Self.requireEnd(reader)
    }

    private static func requireEnd(_ reader: QuoteReader) throws(AppraisalError) {
        guard reader.isAtEnd else {
            throw AppraisalError(.malformedEvidence, "The quote's signature data is longer than what it holds.")
        }
    }
}
