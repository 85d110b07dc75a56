/// What was done to a domain and what is left of it: enough to decide whether it kept what it promised.
package struct DomainHistory: Sendable {
    package var operations: [ClientOperation]
    package var trails: [AuditTrail]
    package var faults: [InjectedFault]
    /// Of the members that live at the end.
    package var holdings: [Holdings]

    /// A history.
    package init(
        operations: [ClientOperation] = [], trails: [AuditTrail] = [], faults: [InjectedFault] = [],
        holdings: [Holdings] = []
    ) {
        self.operations = operations
        self.trails = trails
        self.faults = faults
        self.holdings = holdings
    }

    /// Operations that change what members share.
    static let sharedChanges: Set<String> = [
        "key-generate", "key-rotate", "key-retire", "key-destroy", "policy-put", "profile-put", "domain-promote",
        "domain-remove", "domain-admit", "domain-rekey",
    ]

    /// Shared changes that a client was told are done.
    var acknowledged: [ClientOperation] {
        operations.filter { $0.outcome == .answered && Self.sharedChanges.contains($0.operation) }
    }

    /// The audit of a member that lives: of several with its id, the one that goes furthest is the one in use.
    func trail(of holdings: Holdings) -> AuditTrail? {
        trails.filter { $0.member == holdings.member }.max { $0.entries.count < $1.entries.count }
    }
}

/// What a change is about: the same words in a client's record and in an audit.
struct ChangeSubject: Hashable {
    var operation: String
    var name: String
}
