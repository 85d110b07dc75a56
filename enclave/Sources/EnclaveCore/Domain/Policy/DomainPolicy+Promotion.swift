internal import EnclaveProtocol

extension DomainPolicy {
    /// What would leave two halves of a domain with a lead each.
    func checkPromotion(after domain: DomainState) throws(Refusal) {
        guard let promotion else {
            // A member that lacks this could be promoted by the policy before, over a change that only two have.
            guard domain.promotion?.isPaused ?? true else {
                throw Refusal(
                    .invalidArgument, "the policy in force promotes members by itself, and this one does not say",
                    remedy: "Set it with --promote-paused first; once most members have that, without.")
            }
            return
        }
        let majority = max(2, AutomaticPromotion.majority(of: domain.members.count))
        guard Int(promotion.quorum) >= majority else {
            throw Refusal(
                .invalidArgument,
                "a quorum of \(promotion.quorum) is not more than half of \(max(1, domain.members.count)) members",
                remedy: "Give --promote-quorum a larger number, such as 2 of 3 or 3 of 5.")
        }
        guard promotion.copies < majority else {
            throw Refusal(
                .invalidArgument,
                "no number of answers bears \(promotion.copies) copies among \(max(1, domain.members.count)) members",
                remedy: "Give --promote-copies \(majority - 1) at most, or admit more members first.")
        }
        guard promotion.after >= AutomaticPromotion.shortest else {
            throw Refusal(
                .invalidArgument, "a lead that was not heard for \(promotion.after) ms is not lost",
                remedy: "Give --promote-after at least \(AutomaticPromotion.shortest / 1000)s.")
        }
        guard promotion.candidates.allSatisfy({ NameLimits.isValid($0) }) else {
            throw Refusal(.invalidArgument, "a candidate is named as members are")
        }
    }
}

extension AutomaticPromotion {
    /// For the audit.
    var words: String {
        let who = candidates.isEmpty ? "a member" : candidates.joined(separator: " or ")
        let when = "\(waitsForProposal ? " that its host proposes" : "") after \(after) ms by \(quorum)"
        return (isPaused ? "promotes nobody, paused" : "promotes \(who)\(when)") + ", bears \(copies) copied"
    }
}

extension SignedDomainPolicy {
    /// The rules for promotion in a policy as the journal holds it.
    static func promotion(in record: [UInt8]) throws(Refusal) -> AutomaticPromotion? {
        let policy = try Refusal.record(StoredValue<SignedDomainPolicy>.self, record).value
        return try Refusal.record(DomainPolicyPut.self, policy.body).promotion
    }
}
