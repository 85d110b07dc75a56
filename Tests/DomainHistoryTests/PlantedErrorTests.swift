import EnclaveProtocol
import Testing

@testable import DomainHistory

/// Each rule finds what was planted for it, and nothing else in a history without fault.
struct PlantedErrorTests {
    private let clean = HistoryFixture.clean

    @Test func nothingIsFoundInACleanHistory() {
        #expect(clean.broken == [])
        for rule in HistoryRules.all where rule.name != CopiesRefused().name {
            #expect(rule.judge(clean).examined > 0, "\(rule.name)")
        }
    }

    @Test func auditThatDoesNotVerify() {
        #expect(clean.planting { $0.trails[1].fault = "line 3: the chain is broken" }.broken == [IntactAudits().name])
    }

    @Test func twoValuesUnderOneNumber() {
        let history = clean.planting { $0.trails[2].entries[3].change?.digest = "of another" }
        #expect(history.broken == [OneValuePerNumber().name])
    }

    @Test func twoLeadsInOneTerm() {
        let history = clean.planting { $0.trails[2].entries[6].change?.lead = HistoryFixture.c }
        #expect(history.broken == [OneValuePerNumber().name])
    }

    @Test func changeOfAnOlderTermBehindANewerOne() {
        let late = HistoryFixture.entry("key-generate", "late", change: (1, 4), digest: "of 1.4")
        #expect(clean.planting { $0.trails[2].entries.append(late) }.broken == [NoOlderTerm().name])
    }

    @Test func changeOfAnOlderTermBehindAPromise() {
        let late = HistoryFixture.entry("key-generate", "late", change: (1, 4))
        // c promised term 2 to b: what the old lead makes is no longer taken.
        #expect(clean.planting { $0.trails[2].entries.insert(late, at: 6) }.broken == [NoOlderTerm().name])
        // b itself wants to lead, and takes what the old lead still has.
        #expect(clean.planting { $0.trails[1].entries.insert(late, at: 6) }.broken == [])
    }

    @Test(arguments: [("behind 1.4; promised by c", []), ("behind 1.3; promised by c", [NoOlderTerm().name])])
    func changeThatTheNextLeadHandsOn(_ beginning: String, _ broken: [String]) {
        let late = HistoryFixture.entry("key-generate", "late", change: (1, 4))
        let history = clean.planting { history in
            history.trails[2].entries.insert(late, at: 6)
            for trail in history.trails.indices {
                for index in history.trails[trail].entries.indices
                where history.trails[trail].entries[index].change?.number == DomainNumber(term: 2, index: 0) {
                    history.trails[trail].entries[index].detail = beginning
                }
            }
        }
        #expect(history.broken == broken)
    }

    @Test func changeRecordedTwice() {
        let history = clean.planting { $0.trails[2].entries.append($0.trails[2].entries[8]) }
        #expect(history.broken == [NoOlderTerm().name])
    }

    @Test func acknowledgedChangeThatNoAuditHas() {
        let rotation = HistoryFixture.operation("key-rotate", "k1", value: 2, at: 60)
        let history = clean.planting { $0.operations.append(rotation) }
        #expect(history.broken == [NothingAcknowledgedLost().name])
    }

    @Test func acknowledgedChangeMissingAtOneMember() {
        let history = clean.planting { $0.trails[2].entries.removeLast() }
        #expect(history.broken == [NothingAcknowledgedLost().name])
        let takenOver = AuditTrail.Entry(
            number: 0, operation: "domain-caught-up", name: "position 2.2", detail: "", change: nil)
        #expect(history.planting { $0.trails[2].entries.append(takenOver) }.broken == [])
    }

    @Test(arguments: ["k1", "k2"])
    func acknowledgedKeyThatAMemberDoesNotHold(_ name: String) {
        let history = clean.planting { history in
            for index in history.holdings.indices { history.holdings[index].keys[name]?.isPresent = false }
        }
        #expect(history.broken == [NothingAcknowledgedLost().name])
    }

    @Test func acknowledgedRotationUndone() {
        let history = clean.planting { history in
            for index in history.holdings.indices { history.holdings[index].keys["k1"]?.versions = 1 }
        }
        #expect(history.broken == [NothingAcknowledgedLost().name])
    }

    @Test func acknowledgedRetirementUndone() {
        let history = clean.planting { history in
            for index in history.holdings.indices { history.holdings[index].keys["k2"]?.state = "active" }
        }
        #expect(history.broken == [NothingAcknowledgedLost().name])
    }

    @Test func acknowledgedPolicyUndone() {
        let history = clean.planting { history in
            for index in history.holdings.indices { history.holdings[index].policies["p"] = 6 }
        }
        #expect(history.broken == [NothingAcknowledgedLost().name])
    }

    @Test func livingMemberWithoutAnAudit() {
        #expect(clean.planting { $0.trails.removeLast() }.broken == [NothingAcknowledgedLost().name])
    }

    @Test func refusedChangeThatIsRecorded() {
        let done = HistoryFixture.entry("key-generate", "k3", change: (2, 3))
        #expect(clean.planting { $0.trails[1].entries.append(done) }.broken == [NothingRefusedDone().name])
    }

    @Test func numbersAgainstRealTime() {
        let history = clean.planting { history in
            history.operations[1].start = 1
            history.operations[1].end = 2
        }
        #expect(history.broken == [RealTimeOrder().name])
    }

    @Test func keyThatCannotBeUsed() {
        let history = clean.planting { $0.holdings[1].keys["k1"]?.isUsable = false }
        #expect(history.broken == [KeysUsable().name])
    }

    @Test func membersThatHoldDifferentThings() {
        #expect(clean.planting { $0.holdings[1].keys["k1"]?.versions = 3 }.broken == [MembersAgree().name])
        #expect(clean.planting { $0.holdings[1].policies["q"] = 1 }.broken == [MembersAgree().name])
    }
}
