/// Every key does at every living member what its state allows.
struct KeysUsable: HistoryRule {
    let name = "every key usable"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        for holdings in history.holdings {
            for key in holdings.keys.values where key.isPresent {
                verdict.examine(key.isUsable, "\(key.name) at \(holdings.name): \(key.reason ?? "not usable")")
            }
        }
        return verdict
    }
}
