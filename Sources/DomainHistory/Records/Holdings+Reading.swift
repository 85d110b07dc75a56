package import FoundationEssentials

extension Holdings {
    /// Reads a file of lines: the member itself, then its keys and policies.
    package init(lines bytes: Data, source: String) throws(HistoryError) {
        let lines: [Line] = try JSONLines.all(bytes, source: source)
        guard let own = lines.first?.member else {
            throw HistoryError(source: source, line: 1, reason: "the first line names no member")
        }
        self.init(name: own.name, member: own.id, keys: [:], policies: [:])
        for line in lines {
            if let key = line.key { keys[key.name] = key }
            if let policy = line.policy { policies[policy.name] = policy.value }
        }
    }

    private struct Line: Decodable {
        struct Member: Decodable {
            let name: String
            let id: String
        }

        let member: Member?
        let key: Key?
        let policy: Policy?
    }
}
