internal import EnclaveProtocol

/// A shared change that a client was told is done is in the audit of every living member, or covered by a takeover there,
/// and in what the member holds.
struct NothingAcknowledgedLost: HistoryRule {
    let name = "no acknowledged change lost"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        let counts = Dictionary(history.acknowledged.map { (ChangeSubject($0), 1) }, uniquingKeysWith: +)
        let recorded = RecordedChanges(history.trails)
        for holdings in history.holdings {
            guard let trail = history.trail(of: holdings) else {
                verdict.examine(false, "\(holdings.name) lives, and no audit of it was collected")
                continue
            }
            let held = HeldChanges(trail)
            for (subject, count) in counts {
                let has = recorded.numbers(of: subject).count { held.covers($0) }
                verdict.examine(
                    has >= count,
                    "\(subject.operation) \(subject.name) was acknowledged \(count) times, "
                        + "the audit of \(holdings.name) covers \(has)")
            }
            for operation in history.acknowledged { judge(operation, in: holdings, &verdict) }
        }
        return verdict
    }

    /// Whether the member's state shows the change; later ones may have gone further.
    private func judge(_ operation: ClientOperation, in holdings: Holdings, _ verdict: inout Verdict) {
        let key = holdings.keys[operation.name]
        let holds: Bool
        switch operation.operation {
        case "key-generate": holds = key?.isPresent == true
        case "key-rotate": holds = key.map { $0.versions >= operation.value ?? 0 } ?? false
        case "key-retire": holds = key.map { $0.isPresent && $0.state != "active" } ?? false
        case "key-destroy": holds = key.map { !$0.isPresent || $0.state == "destroyed" } ?? true
        case "policy-put": holds = (holdings.policies[operation.name] ?? -1) >= operation.value ?? 0
        default: return
        }
        verdict.examine(
            holds,
            "\(operation.operation) \(operation.name), acknowledged by \(operation.member), is not at \(holdings.name)")
    }
}
