/// Living members hold the same keys in the same state, and the same policies.
struct MembersAgree: HistoryRule {
    let name = "members agree"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        guard let first = history.holdings.first else { return verdict }
        for other in history.holdings.dropFirst() {
            for name in Set(first.keys.keys).union(other.keys.keys) {
                verdict.examine(
                    first.keys[name].map(Held.init) == other.keys[name].map(Held.init),
                    "\(name) differs between \(first.name) and \(other.name)")
            }
            for name in Set(first.policies.keys).union(other.policies.keys) {
                verdict.examine(
                    first.policies[name] == other.policies[name],
                    "the policy of \(name) differs between \(first.name) and \(other.name)")
            }
        }
        return verdict
    }

    private struct Held: Equatable {
        let isPresent: Bool
        let state: String
        let versions: Int64

        init(_ key: Holdings.Key) {
            isPresent = key.isPresent
            state = key.state
            versions = key.versions
        }
    }
}
