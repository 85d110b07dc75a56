/// A change refused because the member that was asked may not make it is nowhere.
struct NothingRefusedDone: HistoryRule {
    let name = "no refused change done"

    /// Refusals that come before anything is recorded.
    private static let definite: Set<String> = [
        "not-lead", "member-refused", "not-allowed", "authorization-required", "authorization-invalid",
    ]

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        let recorded = RecordedChanges(history.trails)
        let open = history.operations.filter { !Self.isDefinitelyRefused($0) }
        let mayBeDone = Dictionary(open.map { (ChangeSubject($0), 1) }, uniquingKeysWith: +)
        let refused = Set(history.operations.filter(Self.isDefinitelyRefused).map { ChangeSubject($0) })
        for subject in refused where DomainHistory.sharedChanges.contains(subject.operation) {
            let done = recorded.numbers(of: subject).count
            verdict.examine(
                done <= mayBeDone[subject] ?? 0,
                "\(subject.operation) \(subject.name) was recorded \(done) times, of which at least one was refused")
        }
        return verdict
    }

    private static func isDefinitelyRefused(_ operation: ClientOperation) -> Bool {
        operation.outcome == .refused && operation.code.map { definite.contains($0) } ?? false
    }
}
