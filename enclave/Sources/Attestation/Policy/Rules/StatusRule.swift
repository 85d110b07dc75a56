/// Which statuses of the platform's TCB are good enough.
struct StatusRule: PolicyRule {
    var statuses = Setting<[TCBStatus]>([.upToDate, .softwareHardeningNeeded])

    init() {}

    init(_ section: PolicySection<PolicyField>) throws(PolicyFault) {
        statuses =
            try section.list(.statuses) { value throws(PolicyFault) in
                let status: TCBStatus = try value.word()
                guard status != .revoked else {
                    throw PolicyFault(value.line, "no policy can allow Revoked: its keys may be in anyone's hands")
                }
                return status
            } ?? statuses
    }

    func judge(_ judgement: inout Judgement) {
        let status = judgement.appraisal.status
        if status == .revoked || judgement.appraisal.current?.status == .revoked {
            judgement.refuse(.revoked, line: nil, "The platform's TCB is revoked; no policy can allow that.")
        } else if !statuses.value.contains(status) {
            if status == .unrated {
                judgeUnrated(&judgement)
            } else if let rating = judgement.rating {
                judgement.refuse(.refusedStatus, line: rating.line, rating.value)
            } else {
                judgeStatus(status, &judgement)
            }
        }
    }

    private func judgeStatus(_ status: TCBStatus, _ judgement: inout Judgement) {
        let accepted = statuses.value.map(\.rawValue).joined(separator: ", ")
        let hint =
            statuses.line == nil
            ? " " + judgement.addition("statuses: [\(accepted), \(status.rawValue)]") : ""
        judgement.refuse(
            .refusedStatus, line: statuses.line, "The platform is \(status.rawValue); accepted are \(accepted).\(hint)")
    }

    private func judgeUnrated(_ judgement: inout Judgement) {
        let product = judgement.appraisal.text("product") ?? "the product"
        let tcb =
            SNPTCB(of: judgement.appraisal).map(SNPMinimumTCB.line) ?? "bootloader: 0, tee: 0, snp: 0, microcode: 0"
        let addition = judgement.addition("snp: {minimumTcb: {\(product): {\(tcb)}}} (what this platform reports)")
        judgement.refuse(
            .unrated, line: statuses.line,
            "AMD publishes no status, and the policy names no minimum TCB for \(product). \(addition)")
    }
}
