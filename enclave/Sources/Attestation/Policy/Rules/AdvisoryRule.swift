/// Which of Intel's security advisories may apply to the platform.
struct AdvisoryRule: PolicyRule {
    /// The fields of `advisories`.
    enum Field: String, CaseIterable {
        case tolerate, reject
    }

    /// Only these may apply; nil for any.
    var tolerated: Setting<[String]>?
    var rejected: Setting<[String]>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        tolerated = try section.list(.tolerate) { value throws(PolicyFault) in try value.text }
        rejected = try section.list(.reject) { value throws(PolicyFault) in try value.text }
    }

    func judge(_ judgement: inout Judgement) {
        for advisory in judgement.appraisal.advisories {
            if let rejected, rejected.value.contains(advisory) {
                judgement.refuse(.refusedAdvisory, line: rejected.line, "\(advisory) applies to the platform.")
            } else if let tolerated, !tolerated.value.contains(advisory) {
                judgement.refuse(
                    .refusedAdvisory, line: tolerated.line,
                    "\(advisory) applies to the platform and is not among those tolerated.")
            }
        }
    }
}
