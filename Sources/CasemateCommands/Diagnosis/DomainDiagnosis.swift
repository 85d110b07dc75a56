internal import EnclaveClient
internal import EnclaveProtocol

/// How the domain stands, as this member sees it.
enum DomainDiagnosis {
    /// Shared changes a member may be behind before people should know.
    private static let lag: UInt64 = 1000

    /// Asks for it; nothing where the enclave is alone, locked, or older than domains.
    static func ask(_ client: EnclaveClient) async throws(EnclaveClientError) -> [Diagnosis] {
        try await DomainView.ask(client).map(all) ?? []
    }

    static func all(_ view: DomainView) -> [Diagnosis] {
        guard view.status.members.count > 1 else { return [] }
        return [lead(view)] + promotion(view)
            + view.members.flatMap { member in
                [standing(member, view), evidence(member, view)].compactMap { $0 }
            }
    }

    private static func lead(_ view: DomainView) -> Diagnosis {
        let text =
            "\(view.status.members.count) members, \(view.name(of: view.status.lead)) leads, policy \(view.policyName)"
        guard !view.status.isCatchingUp else {
            return Diagnosis(
                "domain", .warning, "\(text); this one is catching up at \(view.status.position).",
                remedy: "It takes no shared key that it has not got yet; wait, and watch casemate domain watch.")
        }
        return Diagnosis("domain", .ok, "\(text); this one is at \(view.status.position).")
    }

    private static func standing(_ member: MemberStatus, _ view: DomainView) -> Diagnosis? {
        let (name, id) = (view.name(of: member.id), "domain-member")
        switch view.standing(of: member) {
        case .here, .catchingUp: return nil
        case .refused(let reason):
            return Diagnosis(
                id, .error, "\(name) is refused: \(reason).",
                remedy: "If it was restored or copied, remove it and let it join anew.")
        case .neverHeard, .silent:
            return Diagnosis(
                id, .warning, "\(name): \(view.standing(of: member).text).",
                remedy: "See whether it runs, and both relays' /readyz; if it is lost, casemate domain remove.")
        case .heard:
            let lag = view.status.lag(of: member)
            let promised = view.openTerm(of: member).map { ", and promised term \($0), which has not begun" } ?? ""
            return Diagnosis(
                id, lag > Self.lag ? .warning : .ok, "\(name) is \(lag) shared changes behind\(promised).")
        }
    }

    private static func evidence(_ member: MemberStatus, _ view: DomainView) -> Diagnosis? {
        guard view.isExpiring(member) else { return nil }
        let end = RFC3339.text(member.evidenceExpires)
        let isOver = member.evidenceExpires <= view.now
        return Diagnosis(
            "domain-evidence", isOver ? .error : .warning,
            "The evidence of \(view.name(of: member.id)) \(isOver ? "expired" : "expires") at \(end).",
            remedy: "Bring its platform and collateral up to date, and let it prove itself again.")
    }
}
