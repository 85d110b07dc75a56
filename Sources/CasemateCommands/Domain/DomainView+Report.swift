internal import EnclaveClient
internal import EnclaveProtocol

extension DomainView {
    /// The domain without its members.
    var json: JSONValue {
        let domain: JSONValue = [
            "domainId": .string(status.domainID.description), "memberId": .string(status.memberID.description),
            "lead": .optional(status.lead?.description), "isLead": .bool(status.lead == status.memberID),
            "term": .integer(Int64(status.position.term)), "position": .string(status.position.description),
            "catchingUp": .bool(status.isCatchingUp), "policy": .string(status.policyName),
        ]
        return domain.adding(promotionJSON)
    }

    /// The domain without its members, for people.
    var summary: [(String, String)] {
        [
            ("domain", status.domainID.description), ("member", name(of: status.memberID)),
            ("lead", name(of: status.lead)), ("position", status.position.description),
            ("policy", policyName),
        ] + promotionSummary
    }

    /// Lines for `casemate status`; none where the enclave is alone.
    var facts: [StatusFact] {
        guard status.members.count > 1 else { return [] }
        let missing = members.filter { !standing(of: $0).isInTouch }
        return [
            StatusFact("domainMembers", "\(status.members.count)"),
            StatusFact("domainLead", name(of: status.lead)),
            StatusFact("domainPosition", status.position.description + (status.isCatchingUp ? ", catching up" : "")),
            StatusFact(
                "domainMissing", missing.isEmpty ? "none" : missing.map { name(of: $0.id) }.joined(separator: ", ")),
        ]
    }

    /// Each member as an object.
    var membersJSON: JSONValue { .array(members.map(json(of:))) }

    /// One member.
    func json(of member: MemberStatus) -> JSONValue {
        [
            "memberId": .string(member.id.description), "name": .string(member.name),
            "isLead": .bool(member.id == status.lead), "standing": .string(standing(of: member).name),
            "position": .string(position(of: member).description),
            "promised": openTerm(of: member).map { .integer(Int64($0)) } ?? .null,
            "lag": .integer(Int64(clamping: status.lag(of: member))),
            "lastHeardMilliseconds": member.lastHeard.map { .integer(Int64(clamping: $0)) } ?? .null,
            "measurement": .string(member.measurement), "admitted": Timestamp.json(member.admitted),
            "evidenceExpires": Timestamp.json(member.evidenceExpires),
            "refusedBecause": .optional(member.refusedBecause.isEmpty ? nil : member.refusedBecause),
        ]
    }

    /// A row for each member.
    var table: Table {
        var table = Table("MEMBER", "ROLE", "POSITION", "LAG", "EVIDENCE UNTIL", "ADMITTED", "STANDING")
        for member in members {
            table.add(
                name(of: member.id), member.id == status.lead ? "lead" : "member",
                position(of: member).description, "\(status.lag(of: member))",
                (isExpiring(member) ? "! " : "") + time(member.evidenceExpires), time(member.admitted),
                standing(of: member).text + (openTerm(of: member).map { ", promised term \($0)" } ?? ""))
        }
        return table
    }

    /// The policy members are appraised under, for people.
    var policyName: String { status.policyName.isEmpty ? "none" : status.policyName }

    private func position(of member: MemberStatus) -> DomainNumber {
        member.id == status.memberID ? status.position : member.position
    }

    private func time(_ seconds: Int64) -> String { seconds == 0 ? "-" : RFC3339.text(seconds) }
}
