extension MigrationResult {
    /// For scripts.
    var json: JSONValue {
        let done: JSONValue = [
            "resource": .string(resource), "objects": .integer(Int64(tally.objects)),
            "rewritten": .integer(Int64(tally.rewritten)), "current": .integer(Int64(tally.current)),
            "gone": .integer(Int64(tally.gone)), "conflicts": .integer(Int64(tally.conflicts)),
            "failures": .array(tally.failures.map { ["object": .string($0.name), "reason": .string($0.reason)] }),
        ]
        switch evidence {
        case .etcd(let survey): return done.adding(["etcd": survey.json(current: [:], listsItems: false)])
        case .metrics(let proof): return done.adding(["metrics": proof.json])
        }
    }

    /// For people.
    var text: String {
        var text = "\(resource): \(tally.rewritten) rewritten, \(tally.current) were as they should be"
        if tally.gone > 0 { text += ", \(tally.gone) deleted meanwhile" }
        if tally.conflicts > 0 { text += "; \(tally.conflicts) changed meanwhile and were tried again" }
        guard case .etcd(let survey) = evidence else { return text }
        return survey.groups.reduce(text) { $0 + "\n  \($1.count) in etcd: \($1.value.text)" }
    }
}
