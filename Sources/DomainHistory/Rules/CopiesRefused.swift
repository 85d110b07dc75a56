internal import EnclaveProtocol

/// A member whose older state was put back, or whose state was started twice, is refused by the first other it meets, and
/// both audits name it.
struct CopiesRefused: HistoryRule {
    let name = "restored and copied members refused"

    func judge(_ history: DomainHistory) -> Verdict {
        var verdict = Verdict()
        for fault in history.faults where fault.isCopy { judge(fault, history, &verdict) }
        for trail in history.trails { judgeMeetings(in: trail, &verdict) }
        return verdict
    }

    private func judge(_ fault: InjectedFault, _ history: DomainHistory, _ verdict: inout Verdict) {
        let what = "\(fault.member), \(fault.kind) at \(fault.time)"
        guard let id = fault.id else {
            verdict.examine(false, "\(what): the log names no id")
            return
        }
        let own = history.trails.filter { $0.member == id }
        verdict.examine(
            own.contains { $0.entries.contains { $0.operation == "domain-refused" } },
            "\(what): no audit of its own says that it was refused")
        verdict.examine(
            history.trails.contains { $0.member != id && $0.refuses(id) },
            "\(what): no other member's audit says that it refused it")
        guard fault.kind == "restored", let record = fault.record else { return }
        for trail in own {
            let accepted = trail.changeBeforeRefusal(behind: record)
            verdict.examine(
                accepted == nil, "\(what): it recorded \(accepted?.number ?? .none) before it was refused")
        }
    }

    /// An other's journal never goes back, and a start of it never speaks again after a later one did.
    private func judgeMeetings(in trail: AuditTrail, _ verdict: inout Verdict) {
        var last: [String: (incarnation: Substring, record: UInt64)] = [:]
        var past: Set<Substring> = []
        for entry in trail.entries where entry.operation == "domain-peer" {
            guard let name = entry.name, let incarnation = entry.words(of: entry.detail, after: "incarnation"),
                let record = entry.words(of: entry.detail, after: "record").flatMap({ UInt64($0) })
            else { continue }
            let before = last[name]
            if let before, before.incarnation != incarnation { past.insert(before.incarnation) }
            verdict.examine(
                record >= before?.record ?? 0 && !past.contains(incarnation),
                "\(trail.source), entry \(entry.number): \(name) was met at record \(record), "
                    + "after \(before?.record ?? 0) was seen")
            last[name] = (incarnation, record)
        }
    }
}

extension AuditTrail {
    fileprivate func refuses(_ id: String) -> Bool {
        entries.contains { $0.operation == "domain-refuse" && $0.detail?.hasPrefix(id) == true }
    }

    /// The first shared change that a member recorded from an older state; nothing where it was not refused, because that
    /// is another directory of it.
    fileprivate func changeBeforeRefusal(behind record: UInt64) -> Change? {
        guard let end = entries.firstIndex(where: { $0.operation == "domain-refused" }) else { return nil }
        return entries[..<end].first { $0.number > record && $0.change != nil }?.change
    }
}
