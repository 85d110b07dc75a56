/// Something that must hold of every history of a domain.
package protocol HistoryRule: Sendable {
    /// What must hold, in a few words.
    var name: String { get }

    func judge(_ history: DomainHistory) -> Verdict
}

/// What came of a rule.
package struct Verdict: Sendable, Equatable {
    /// How many things were looked at: a rule that saw nothing says nothing.
    package var examined = 0
    /// What does not hold, a sentence each.
    package var findings: [String] = []

    /// Counts one thing, and notes it when it does not hold.
    mutating func examine(_ holds: Bool, _ finding: @autoclosure () -> String) {
        examined += 1
        if !holds { findings.append(finding()) }
    }
}

/// All rules.
package enum HistoryRules {
    package static let all: [any HistoryRule] = [
        IntactAudits(), OneValuePerNumber(), NoOlderTerm(), NothingAcknowledgedLost(), NothingRefusedDone(),
        RealTimeOrder(), CopiesRefused(), KeysUsable(), MembersAgree(),
    ]
}
