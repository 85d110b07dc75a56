internal import EnclaveProtocol

/// What must be bound into the evidence.
struct ReportDataRule: PolicyRule {
    /// 64 bytes that the policy itself demands.
    var expected: Setting<[UInt8]>?
    /// The caller must say what is to be bound.
    var isRequired = Setting(false)

    /// Bytes of report data in every kind of evidence.
    static let length = 64

    init() {}

    init(_ section: PolicySection<PolicyField>) throws(PolicyFault) {
        if let member = section.member(.reportData) {
            guard let bytes = Hex.decode(try member.value.text), let padded = Self.padded(bytes) else {
                throw member.value.fault("at most 128 hexadecimal digits")
            }
            expected = Setting(padded, line: member.line)
        }
        try section.read(.requireReportData, into: &isRequired) { value throws(PolicyFault) in try value.flag }
    }

    /// Zeros appended up to 64 bytes; nil for none or more.
    static func padded(_ bytes: [UInt8]) -> [UInt8]? {
        guard !bytes.isEmpty, bytes.count <= length else { return nil }
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }

    func judge(_ judgement: inout Judgement) {
        if let expected, !judgement.appraisal.isBound(to: expected.value) {
            judgement.refuse(.reportData, line: expected.line, "The report data is not what the policy demands.")
        }
        if let wanted = judgement.reportData {
            if !judgement.appraisal.isBound(to: wanted) {
                judgement.refuse(
                    .reportData, line: nil,
                    "The report data is not what was to be bound, so the evidence may have been made for someone else.")
            }
        } else if isRequired.value {
            judgement.refuse(
                .reportData, line: isRequired.line, "Nothing was given that the report data is to be compared with.")
        }
    }
}
