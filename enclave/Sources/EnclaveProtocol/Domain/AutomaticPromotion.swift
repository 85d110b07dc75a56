/// When members make one of themselves the lead, without an administrator: part of a domain's signed policy.
///
/// While it is there, also paused, a shared change is answered once more than half of the members have it, and `copies`
/// more.
public struct AutomaticPromotion: WireCodable, Equatable, Sendable {
    /// Members, the new lead among them, that must have promised the new term; never fewer than more than half of all, nor
    /// than bear `copies`, as far as there are so many without the lead.
    public var quorum: UInt8
    /// Members that may run twice, or from an older state, without the loss of an answered change: so many more than a
    /// majority must have it. Where there are not so many, all.
    public var copies: UInt8
    /// How long each of them must have been without the lead, in milliseconds.
    public var after: UInt32
    /// Names of members that may become lead; empty for all.
    public var candidates: [String]
    /// Members stand only when their hosts propose it, see `DomainStand`.
    public var waitsForProposal: Bool
    /// Nobody is promoted by it.
    public var isPaused: Bool

    /// Rules for promotion.
    public init(
        quorum: UInt8, copies: UInt8, after: UInt32, candidates: [String] = [], waitsForProposal: Bool = false,
        isPaused: Bool = false
    ) {
        self.quorum = quorum
        self.copies = copies
        self.after = after
        self.candidates = candidates
        self.waitsForProposal = waitsForProposal
        self.isPaused = isPaused
    }

    /// The shortest `after`: a lead is heard of about twice a second.
    public static let shortest: UInt32 = 3_000

    /// The smallest majority of so many members.
    public static func majority(of members: Int) -> Int { members / 2 + 1 }

    /// How many of so many members must promise a term, the new lead among them. Two such sets share one more than may be
    /// copied, so one of those promised the term once; three members without their lead cannot have that.
    public func quorum(of members: Int) -> Int {
        let sharing = (members + Int(copies) + 2) / 2
        return max(Int(quorum), Self.majority(of: members), min(sharing, members - 1))
    }

    /// How many of so many members must have a change before it is answered, the lead among them. More than half promise
    /// the next term, so more than half must have what is not to be lost; and one more for each that may have said so and,
    /// as another copy of itself, promise what it lacks.
    public func confirmations(of members: Int) -> Int { min(members, Self.majority(of: members) + Int(copies)) }

    public init(from reader: inout WireReader) throws(WireError) {
        quorum = try reader.uint8()
        copies = try reader.uint8()
        after = try reader.uint32()
        candidates = try reader.list(limit: DomainLimits.members)
        waitsForProposal = try reader.bool()
        isPaused = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint8(quorum)
        writer.uint8(copies)
        writer.uint32(after)
        writer.list(candidates)
        writer.bool(waitsForProposal)
        writer.bool(isPaused)
    }
}

/// Proposes the member that is asked as the next lead, for the next ten seconds: it stands if the domain's policy allows
/// that and it is without a lead. Proves nothing, decides nothing.
public struct DomainStand: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainStand
    public typealias Answer = DomainStatus

    /// A proposal.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}
