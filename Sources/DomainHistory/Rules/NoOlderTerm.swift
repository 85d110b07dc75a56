internal import EnclaveProtocol

/// A member records changes in their order, and none of a term older than one it recorded or promised to another, but for
/// those that the lead of such a term has, too: it hands on what a member lacks.
struct NoOlderTerm: HistoryRule {
    let name = "no change of an older term"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        let beginnings = TermBeginnings(history.trails)
        for trail in history.trails { judge(trail, beginnings, &verdict) }
        return verdict
    }

    private func judge(_ trail: AuditTrail, _ beginnings: TermBeginnings, _ verdict: inout Verdict) {
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
                    change.number.term >= promised || beginnings.include(change.number, promised: promised),
                    "\(place) was recorded after a promise of term \(promised)")
                position = max(position, change.number)
            case .promise, nil: continue
            }
        }
    }
}

/// What the lead of each term had when it began.
private struct TermBeginnings {
    private var ends: [UInt32: DomainNumber] = [:]

    init(_ trails: [AuditTrail]) {
        for entry in trails.flatMap(\.entries) {
            guard let change = entry.change, change.number.index == 0,
                let end = entry.words(of: entry.detail, after: "behind").flatMap({ word in
                    DomainNumber(text: word.filter { $0 != ";" })
                })
            else { continue }
            ends[change.number.term] = end
        }
    }

    /// Whether the first term that was begun after such a promise goes on from a change, or from a later one of its term.
    func include(_ number: DomainNumber, promised term: UInt32) -> Bool {
        guard let first = ends.keys.filter({ $0 >= term }).min(), let end = ends[first] else { return false }
        return number <= end
    }
}
