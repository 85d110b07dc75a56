internal import EnclaveProtocol

/// How fresh the maker's own documents must be; Intel's only, as AMD publishes none.
struct CollateralRule: PolicyRule {
    /// The fields of `collateral`.
    enum Field: String, CaseIterable {
        case minimumEvaluationNumber, maximumAge
    }

    var minimumEvaluationNumber: Setting<UInt64>?
    /// Seconds.
    var maximumAge: Setting<Int64>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        if let member = section.member(.minimumEvaluationNumber) {
            minimumEvaluationNumber = Setting(try member.value.number, line: member.line)
        }
        if let member = section.member(.maximumAge) {
            maximumAge = Setting(try member.value.duration, line: member.line)
        }
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind != .snp else { return }
        if let minimum = minimumEvaluationNumber {
            let number = judgement.appraisal.number("tcbEvaluationDataNumber") ?? 0
            if number < minimum.value {
                judgement.refuse(
                    .staleCollateral, line: minimum.line,
                    "The collateral has tcbEvaluationDataNumber \(number), below \(minimum.value). Fetch it again.")
            }
        }
        if let maximum = maximumAge { judgeAge(maximum, &judgement) }
    }

    private func judgeAge(_ maximum: Setting<Int64>, _ judgement: inout Judgement) {
        // Not the earliest date of all: a root CA's CRL is issued once a year.
        let dates = ["tcbInfoIssueDate", "qeIdentityIssueDate"].map { judgement.appraisal.number($0) ?? 0 }
        let issued = Int64(clamping: dates.min() ?? 0)
        if judgement.time - issued > maximum.value {
            judgement.refuse(
                .staleCollateral, line: maximum.line,
                "The collateral was issued \(RFC3339.text(issued)), longer ago than allowed. Fetch it again.")
        }
    }
}
