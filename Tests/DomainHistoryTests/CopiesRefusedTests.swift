import Testing

@testable import DomainHistory

/// What becomes of a member whose older state was put back, or whose state was started twice.
struct CopiesRefusedTests {
    /// A third directory of `c`: put back as it was after its fourth record, then refused by `b`.
    private var refused: DomainHistory {
        HistoryFixture.clean.planting { history in
            history.holdings.removeLast()
            var old = history.trails[2]
            old.source = "c-old.jsonl"
            old.entries.removeLast(old.entries.count - 4)
            old.entries.append(entry("domain-refused", name: "b", detail: "its journal ends before record 9"))
            old.entries = HistoryFixture.numbered(old.entries)
            history.trails.append(old)
            history.trails[1].entries.append(
                entry("domain-refuse", name: "c", detail: "\(HistoryFixture.c): its journal ends before record 9"))
            history.faults = [
                InjectedFault(time: 70, kind: "restored", member: "c", id: HistoryFixture.c, record: 4)
            ]
        }
    }

    private func entry(_ operation: String, name: String, detail: String) -> AuditTrail.Entry {
        AuditTrail.Entry(number: 0, operation: operation, name: name, detail: detail, change: nil)
    }

    private var name: String { CopiesRefused().name }

    @Test func refusedAndNamedInBothAudits() {
        #expect(refused.broken == [])
        #expect(CopiesRefused().judge(refused).examined > 3)
    }

    @Test func notNamedInItsOwnAudit() {
        #expect(refused.planting { $0.trails[3].entries.removeLast() }.broken == [name])
    }

    @Test func notNamedInTheOthersAudit() {
        #expect(refused.planting { $0.trails[1].entries.removeLast() }.broken == [name])
    }

    @Test func anotherMemberNamedInstead() {
        #expect(refused.planting { $0.faults[0].id = HistoryFixture.a }.broken == [name])
        #expect(refused.planting { $0.faults[0].id = nil }.broken == [name])
    }

    @Test func tookPartBeforeItWasRefused() {
        let history = refused.planting { history in
            let change = HistoryFixture.entry("key-rotate", "k1", change: (1, 3))
            history.trails[3].entries.insert(change, at: 4)
            history.trails[3].entries = HistoryFixture.numbered(history.trails[3].entries)
        }
        #expect(history.broken == [name])
    }

    @Test func metAtAnOlderRecordAndTakenForItself() {
        let history = HistoryFixture.clean.planting {
            $0.trails[1].entries.append(HistoryFixture.meeting("a", incarnation: "2f", record: 2))
        }
        #expect(history.broken == [name])
    }

    @Test func copyAndOriginalTakenInTurns() {
        let history = HistoryFixture.clean.planting {
            $0.trails[1].entries += [
                HistoryFixture.meeting("a", incarnation: "2f", record: 8),
                HistoryFixture.meeting("a", incarnation: "1f", record: 9),
            ]
        }
        #expect(history.broken == [name])
    }
}
