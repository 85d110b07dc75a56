internal import EnclaveClient
internal import EnclaveProtocol

extension DomainView {
    /// The domain as a screen.
    var screen: [String] {
        var lines = [
            "domain \(status.domainID)   \(RFC3339.text(now))",
            "lead \(name(of: status.lead))   term \(status.position.term)   position \(status.position)   "
                + "policy \(policyName)" + (status.isCatchingUp ? "   CATCHING UP" : ""),
        ]
        lines += promotionSummary.map { "\($0): \($1)" } + [""]
        lines += table.text.split(separator: "\n").map(String.init)
        let worries = worries
        if !worries.isEmpty { lines += [""] + worries.map { "! \($0)" } }
        return lines
    }

    /// The domain in one line, for logs and pipes.
    var line: String {
        let each = members.map { member in
            "\(name(of: member.id))=\(standing(of: member).name),lag:\(status.lag(of: member))"
                + (openTerm(of: member).map { ",promised:\($0)" } ?? "")
        }
        return "\(RFC3339.text(now)) lead=\(name(of: status.lead)) position=\(status.position) "
            + "policy=\(policyName) confirming=\(status.confirming)/\(status.confirmations) "
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
        } + DomainDiagnosis.promotion(self).map(\.message)
    }
}
