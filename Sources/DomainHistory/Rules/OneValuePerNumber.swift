internal import EnclaveProtocol

/// A domain number stands for one change, whoever recorded it.
struct OneValuePerNumber: HistoryRule {
    let name = "one value under a domain number"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        var first: [DomainNumber: (change: AuditTrail.Change, source: String)] = [:]
        for trail in history.trails {
            for change in trail.changes {
                let (known, source) = first[change.number, default: (change, trail.source)]
                first[change.number] = (known, source)
                verdict.examine(known == change, "\(change.number) differs between \(source) and \(trail.source)")
            }
        }
        return verdict
    }
}
