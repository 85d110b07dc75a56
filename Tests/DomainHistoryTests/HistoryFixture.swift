import EnclaveProtocol

@testable import DomainHistory

/// A history without fault: three members, a key made and rotated, a policy, a lead lost and another promoted.
enum HistoryFixture {
    static let a = String(repeating: "a", count: 32)
    static let b = String(repeating: "b", count: 32)
    static let c = String(repeating: "c", count: 32)

    static var clean: DomainHistory {
        DomainHistory(
            operations: [
                operation("key-generate", "k1", value: 1, at: 10),
                operation("key-generate", "k2", value: 1, at: 20),
                operation("key-rotate", "k1", value: 2, at: 30),
                operation("key-generate", "k3", value: 1, at: 35, member: "b", .refused, code: "not-lead"),
                operation("policy-put", "p", value: 7, at: 40, member: "b"),
                operation("key-retire", "k2", value: 2, at: 50, member: "b"),
            ],
            trails: [leadTrail, trail("b.jsonl", b), trail("c.jsonl", c)],
            holdings: [holdings("b", b), holdings("c", c)])
    }

    static func operation(
        _ operation: String, _ name: String, value: Int64, at time: Int64, member: String = "a",
        _ outcome: ClientOperation.Outcome = .answered, code: String? = nil
    ) -> ClientOperation {
        ClientOperation(
            client: "c1", start: time, end: time + 3, member: member, operation: operation, name: name, value: value,
            outcome: outcome, code: code)
    }

    /// The lead's, until it is lost: a change that nobody confirmed included.
    private static var leadTrail: AuditTrail {
        let entries = firstTerm + [entry("key-generate", "lost", change: (1, 4))]
        return AuditTrail(source: "a.jsonl", member: a, entries: numbered(entries), fault: nil)
    }

    /// That of `b`, which was promoted, or of `c`, which promised it that.
    private static func trail(_ source: String, _ member: String) -> AuditTrail {
        let met = (1...2).map { meeting("a", incarnation: "1f", record: UInt64($0 * 3)) }
        let promise = AuditTrail.Entry(
            number: 0, operation: "domain-promise", name: "term 2", detail: "to \(b) at 1.3", change: nil)
        let second = [
            entry("domain-promote", "term 2", change: (2, 0)), entry("policy-put", "p", change: (2, 1)),
            entry("key-retire", "k2", change: (2, 2)),
        ]
        return AuditTrail(
            source: source, member: member, entries: numbered(met + firstTerm + [promise] + second), fault: nil)
    }

    private static var firstTerm: [AuditTrail.Entry] {
        [
            entry("key-generate", "k1", change: (1, 1)), entry("key-generate", "k2", change: (1, 2)),
            entry("key-rotate", "k1", change: (1, 3)),
        ]
    }

    static func entry(_ operation: String, _ name: String, change: (UInt32, UInt64), digest: String? = nil)
        -> AuditTrail.Entry
    {
        let number = DomainNumber(term: change.0, index: change.1)
        return AuditTrail.Entry(
            number: 0, operation: operation, name: name, detail: nil,
            change: .init(number: number, lead: change.0 == 1 ? a : b, digest: digest ?? "of \(number)"))
    }

    static func meeting(_ name: String, incarnation: String, record: UInt64) -> AuditTrail.Entry {
        AuditTrail.Entry(
            number: 0, operation: "domain-peer", name: name, detail: "incarnation \(incarnation) at record \(record)",
            change: nil)
    }

    static func numbered(_ entries: [AuditTrail.Entry]) -> [AuditTrail.Entry] {
        entries.enumerated().map { index, entry in
            var entry = entry
            entry.number = UInt64(index + 1)
            return entry
        }
    }

    private static func holdings(_ name: String, _ member: String) -> Holdings {
        Holdings(
            name: name, member: member,
            keys: [
                "k1": key("k1", state: "active", versions: 2), "k2": key("k2", state: "retired", versions: 1),
                "k3": Holdings.Key(name: "k3", isPresent: false, state: "", versions: 0, isUsable: false, reason: nil),
            ], policies: ["p": 7])
    }

    private static func key(_ name: String, state: String, versions: Int64) -> Holdings.Key {
        Holdings.Key(name: name, isPresent: true, state: state, versions: versions, isUsable: true, reason: nil)
    }
}

extension DomainHistory {
    /// The names of the rules that do not hold.
    var broken: [String] { HistoryRules.all.filter { !$0.judge(self).findings.isEmpty }.map(\.name) }

    /// The history with something in it changed.
    func planting(_ error: (inout DomainHistory) -> Void) -> DomainHistory {
        var history = self
        error(&history)
        return history
    }
}
