internal import EnclaveProtocol

/// A change that was acknowledged before another was asked for has the smaller number.
struct RealTimeOrder: HistoryRule {
    let name = "numbers follow real time"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        let made = Self.numbered(history)
        let byEnd = made.sorted { $0.operation.end < $1.operation.end }
        var done = byEnd[...]
        var newest: Numbered?
        for item in made.sorted(by: { $0.operation.start < $1.operation.start }) {
            while let next = done.first, next.operation.end < item.operation.start {
                if next.number > newest?.number ?? .none { newest = next }
                done.removeFirst()
            }
            guard let newest else { continue }
            verdict.examine(
                newest.number < item.number,
                "\(item.operation.name) has \(item.number) and was asked for after \(newest.operation.name), "
                    + "\(newest.number), was acknowledged")
        }
        return verdict
    }

    private struct Numbered {
        let operation: ClientOperation
        let number: DomainNumber
    }

    /// Acknowledged changes whose one number is known: a name is generated only once.
    private static func numbered(_ history: DomainHistory) -> [Numbered] {
        let recorded = RecordedChanges(history.trails)
        return history.acknowledged.compactMap { operation in
            guard operation.operation == "key-generate" else { return nil }
            let numbers = recorded.numbers(of: ChangeSubject(operation))
            guard let number = numbers.first, numbers.count == 1 else { return nil }
            return Numbered(operation: operation, number: number)
        }
    }
}
