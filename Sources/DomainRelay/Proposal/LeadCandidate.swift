internal import EnclaveProtocol

/// A member that the domain's policy lets become lead, as its own enclave sees the domain. Who could not lead holds no Lease.
struct LeadCandidate {
    /// A lead that was not heard of for so long, in milliseconds, is away.
    private static let away: UInt64 = 3_000

    /// For how many milliseconds it has had no lead; nil while it has one, or is the lead.
    private let silence: UInt64?
    /// How many the policy asks for.
    private let after: UInt64

    /// Throws while it could not become lead.
    init(_ status: DomainStatus) throws(LeadObstacle) {
        guard let promotion = status.promotion, !promotion.isPaused else { throw .noPolicy }
        guard let own = status.members.first(where: { $0.id == status.memberID }),
            promotion.candidates.isEmpty || promotion.candidates.contains(own.name)
        else { throw .notNamed }
        guard !status.isCatchingUp else { throw .catchingUp }
        guard status.promise?.isSigned != true else { throw .signedPromise }
        silence = status.silence
        after = UInt64(promotion.after)
    }

    /// Whether it is to be proposed.
    var isWithoutLead: Bool { silence.map { $0 > Self.away } ?? false }

    /// Whether it was without a lead for as long as the policy asks.
    var mayStand: Bool { silence.map { $0 > max(after, Self.away) } ?? false }
}

extension DomainStatus {
    /// How long there has been no lead here. One that promised itself elsewhere takes none until that term begins.
    fileprivate var silence: UInt64? {
        if let promise { return promise.age }
        guard let lead, lead != memberID else { return nil }
        return members.first { $0.id == lead }?.lastHeard ?? .max
    }
}

/// Why a member could not become lead.
enum LeadObstacle: Error, CustomStringConvertible {
    case noPolicy
    case notNamed
    case catchingUp
    case signedPromise

    var description: String {
        switch self {
        case .noPolicy: "the domain's policy promotes nobody: casemate domain policy set --promote-after"
        case .notNamed: "the domain's policy names other members as candidates"
        case .catchingUp: "this member takes over the domain's state"
        case .signedPromise: "it promised itself to a promotion that administrators signed, which has not ended"
        }
    }
}
