/// What a quote is about: an enclave report or a TD report, as the hardware wrote it.
struct ReportBody: Sendable {
    /// Which structure. Raw values are the body types of a version 5 quote.
    enum Layout: Int, Sendable, CaseIterable {
        case enclave = 1
        case td10 = 2
        case td15 = 3
        case td15Extended = 4

        var size: Int {
            switch self {
            case .enclave: 384
            case .td10: 584
            case .td15: 648
            case .td15Extended: 885
            }
        }

        var kind: EvidenceKind { self == .enclave ? .sgx : .tdx }

        fileprivate var fields: [ReportField] {
            switch self {
            case .enclave: ReportField.enclaveFields
            case .td10: ReportField.tdFields
            case .td15: ReportField.td15Fields
            case .td15Extended: ReportField.td15ExtendedFields
            }
        }
    }

    let layout: Layout
    /// As many as the layout has.
    let bytes: ArraySlice<UInt8>

    init(_ layout: Layout, from reader: inout QuoteReader, _ what: String) throws(AppraisalError) {
        self.layout = layout
        bytes = try reader.slice(layout.size, what)
    }

    /// A field of this layout.
    subscript(field: ReportField) -> ArraySlice<UInt8> {
        let start = bytes.startIndex + field.offset
        return bytes[start..<start + field.size]
    }

    /// A field of at most eight bytes.
    func number(_ field: ReportField) -> UInt64 {
        self[field].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A field of sixteen bytes.
    func vector(_ field: ReportField) -> SIMD16<UInt8> { SIMD16(self[field]) }

    /// Sixteen security versions that a TD was launched under, and those of the module that runs now.
    var launchVersions: SIMD16<UInt8>? { layout == .enclave ? nil : vector(.teeTCBSVN) }
    var currentVersions: SIMD16<UInt8>? {
        switch layout {
        case .enclave, .td10: nil
        case .td15, .td15Extended: vector(.teeTCBSVN2)
        }
    }

    var reportData: [UInt8] { Array(self[layout == .enclave ? .enclaveReportData : .tdReportData]) }

    /// DEBUG of an enclave's flags; any of the bits 0 to 7 of a TD's attributes.
    var isDebug: Bool {
        layout == .enclave ? number(.attributes) & 2 != 0 : number(.tdAttributes) & 0xFF != 0
    }

    /// Every named field but the report data.
    var measurements: [Claim] {
        layout.fields.map { field in
            switch field.form {
            case .bytes: Claim(field.name, .bytes(Array(self[field])))
            case .number: Claim(field.name, .number(number(field)))
            }
        }
    }
}
