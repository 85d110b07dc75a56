internal import EnclaveProtocol

/// Under which domain numbers a change was recorded, by anyone.
struct RecordedChanges {
    private var all: [ChangeSubject: Set<DomainNumber>] = [:]

    init(_ trails: [AuditTrail]) {
        for trail in trails {
            for entry in trail.entries {
                guard let change = entry.change, let name = entry.name else { continue }
                all[ChangeSubject(operation: entry.operation, name: name), default: []].insert(change.number)
            }
        }
    }

    func numbers(of subject: ChangeSubject) -> Set<DomainNumber> { all[subject] ?? [] }
}

/// The changes that one member has: recorded one by one, or taken over together.
struct HeldChanges {
    private var recorded: Set<DomainNumber> = []
    private var takenOver = DomainNumber.none

    init(_ trail: AuditTrail) {
        for entry in trail.entries {
            switch entry.step {
            case .change(let change): recorded.insert(change.number)
            case .caughtUp(let number): takenOver = max(takenOver, number)
            case .promise, nil: continue
            }
        }
    }

    func covers(_ number: DomainNumber) -> Bool { number <= takenOver || recorded.contains(number) }
}

extension ChangeSubject {
    init(_ operation: ClientOperation) { self.init(operation: operation.operation, name: operation.name) }
}
