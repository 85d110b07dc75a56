internal import EnclaveClient
internal import EnclaveProtocol

extension DomainView {
    /// The domain as a screen.
    var screen: [String] {
        var lines = [
            "domain \(status.domainID)   \(RFC3339.text(now))",
            "lead \(name(of: status.lead))   term \(status.position.term)   position \(status.position)   "
                + "policy \(status.policyName.isEmpty ? "none" : status.policyName)"
                + (status.isCatchingUp ? "   CATCHING UP" : ""),
            "",
        ]
        lines += table.text.split(separator: "\n").map(String.init)
        let worries = worries
        if !worries.isEmpty { lines += [""] + worries.map { "! \($0)" } }
        return lines
    }

    /// The domain in one line, for logs and pipes.
    var line: String {
        let each = members.map { member in
            "\(name(of: member.id))=\(standing(of: member).name),lag:\(status.lag(of: member))"
        }
        return "\(RFC3339.text(now)) lead=\(name(of: status.lead)) position=\(status.position) "
            + each.joined(separator: " ")
    }

    /// What someone should look at.
    var worries: [String] {
        members.flatMap { member in
            var found: [String] = []
            let name = name(of: member.id)
            switch standing(of: member) {
            case .refused(let reason): found.append("\(name) is refused: \(reason)")
            case .silent, .neverHeard: found.append("\(name): \(standing(of: member).text)")
            case .here, .heard, .catchingUp: break
            }
            if isExpiring(member) {
                found.append("\(name): its evidence expires at \(RFC3339.text(member.evidenceExpires))")
            }
            return found
        }
    }
}
