/// A report and the certificate table that may follow it.
struct SNPEvidence {
    let report: SNPReport
    let table: SNPCertificateTable

    /// Longest evidence that is read, in bytes.
    static let maximumLength = 1 << 20

    init(_ bytes: [UInt8]) throws(AppraisalError) {
        guard bytes.count <= Self.maximumLength else {
            throw AppraisalError(.malformedEvidence, "The evidence is longer than \(Self.maximumLength) bytes.")
        }
        report = try SNPReport(Array(bytes.prefix(SNPReport.length)))
        table = try SNPCertificateTable(Array(bytes.dropFirst(SNPReport.length)))
    }
}
