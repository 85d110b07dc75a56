internal import EnclaveProtocol

/// A member records changes in their order, and none of a term older than one it recorded or promised to another.
struct NoOlderTerm: HistoryRule {
    let name = "no change of an older term"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        for trail in history.trails { judge(trail, &verdict) }
        return verdict
    }

    private func judge(_ trail: AuditTrail, _ verdict: inout Verdict) {
        var position = DomainNumber.none
        var promised: UInt32 = 0
        for entry in trail.entries {
            switch entry.step {
            case .promise(let term, let candidate) where candidate != trail.member: promised = max(promised, term)
            case .caughtUp(let number): position = number
            case .change(let change):
                let place = "\(trail.source), entry \(entry.number): \(change.number)"
                verdict.examine(
                    change.number > position || position == .none, "\(place) was recorded behind \(position)")
                verdict.examine(
                    change.number.term >= promised, "\(place) was recorded after a promise of term \(promised)")
                position = max(position, change.number)
            case .promise, nil: continue
            }
        }
    }
}
