/// Every audit verifies: numbers, chain and signatures.
struct IntactAudits: HistoryRule {
    let name = "audits are intact"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        for trail in history.trails {
            verdict.examine(trail.fault == nil, "\(trail.source): \(trail.fault ?? "")")
        }
        return verdict
    }
}
