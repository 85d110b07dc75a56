/// Whether a debugger may look into the code that made the evidence.
struct DebugRule: PolicyRule {
    var isAllowed = Setting(false)

    init() {}

    init(_ section: PolicySection<PolicyField>) throws(PolicyFault) {
        try section.read(.allowDebug, into: &isAllowed) { value throws(PolicyFault) in try value.flag }
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.debug, !isAllowed.value else { return }
        judgement.refuse(
            .debug, line: isAllowed.line,
            "The evidence is of code that a debugger may look into, so it keeps no secret. "
                + judgement.addition("allowDebug: true"))
    }
}
