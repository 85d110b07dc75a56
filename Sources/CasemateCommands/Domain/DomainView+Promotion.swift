internal import EnclaveClient
internal import EnclaveProtocol

/// Who confirms a change, who may become lead, and who promised a term that has not begun.
extension DomainView {
    /// The policy's rules for promotion, and the promise of the member that answers.
    var promotionJSON: JSONValue {
        [
            "confirmations": .integer(Int64(status.confirmations)), "confirming": .integer(Int64(status.confirming)),
            "promotion": status.promotion.map { promotion in
                [
                    "quorum": .integer(Int64(promotion.quorum)), "copies": .integer(Int64(promotion.copies)),
                    "needed": .integer(Int64(promotion.quorum(of: status.members.count))),
                    "after": .string(TimeSpan.text(Int64(promotion.after / 1000))),
                    "candidates": .strings(promotion.candidates), "proposed": .bool(promotion.waitsForProposal),
                    "paused": .bool(promotion.isPaused),
                ]
            } ?? .null,
            "promise": status.promise.map { promise in
                [
                    "term": .integer(Int64(promise.term)), "candidate": .string(promise.candidate.description),
                    "signed": .bool(promise.isSigned), "ageMilliseconds": .integer(Int64(clamping: promise.age)),
                ]
            } ?? .null,
        ]
    }

    /// The same for people.
    var promotionSummary: [(String, String)] {
        [
            ("promotion", promotion),
            ("confirmation", "\(confirmations) must have a change; \(status.confirming) would take one now"),
            ("promise", status.promise.map(text) ?? "none is open"),
        ]
    }

    /// "2 of 3 members"
    var confirmations: String { Self.share(Int(status.confirmations), of: status.members.count) }

    /// Who becomes lead, and when.
    private var promotion: String {
        guard let promotion = status.promotion else { return "an administrator signs for each" }
        let needed = promotion.quorum(of: status.members.count)
        guard !promotion.isPaused, needed > promotion.quorum else { return promotion.text }
        return "\(promotion.text); it takes \(Self.share(needed, of: status.members.count)) by now"
    }

    /// What keeps the policy from making any member lead; nil where nothing does, or it is not meant to.
    var promotionObstacle: String? {
        guard let promotion = status.promotion, !promotion.isPaused else { return nil }
        let inTouch = members.filter { standing(of: $0).isInTouch }
        let needed = promotion.quorum(of: status.members.count)
        if inTouch.count < needed {
            return "it takes \(Self.share(needed, of: status.members.count)), and \(inTouch.count) in touch"
        }
        let isCandidateThere = inTouch.contains { promotion.candidates.contains($0.name) }
        guard !promotion.candidates.isEmpty, !isCandidateThere else { return nil }
        return "of its candidates none is in touch: \(promotion.candidates.joined(separator: ", "))"
    }

    /// A promise, for people.
    func text(of promise: OpenPromise) -> String {
        "term \(promise.term) to \(name(of: promise.candidate)) since \(MemberStanding.ago(promise.age))"
            + (promise.isSigned ? ", for an administrator" : ", by the policy")
    }

    /// A term that a member promised and, as far as this one knows, nobody has begun.
    func openTerm(of member: MemberStatus) -> UInt32? {
        if member.id == status.memberID { return status.promise?.term }
        return member.promised > status.newest.term ? member.promised : nil
    }

    private static func share(_ count: Int, of members: Int) -> String {
        "\(count) of \(members) member\(members == 1 ? "" : "s")"
    }
}
