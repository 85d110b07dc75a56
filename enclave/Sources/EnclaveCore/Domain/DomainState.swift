internal import EnclaveProtocol
internal import Journal

/// What a member holds of its domain in memory, under the core's lock.
struct DomainState {
    /// A member is in touch while it was heard of within this time, in milliseconds.
    static let touch: Int64 = 3_000

    /// Nil while this enclave is alone.
    var record: DomainRecord?
    var members: [Identifier: MemberRecord] = [:]
    var own = PositionRecord()
    /// The record of this member's journal that led to `own.position`.
    var positionRecord: UInt64 = 0
    /// The record that holds the newest promise; 0 when it was read at the start.
    var promiseRecord: UInt64 = 0
    /// When it was given, or read at the start, by the host's monotonic clock, milliseconds.
    var promiseTime: Int64 = 0
    var recent = RecentChanges()
    /// The others, as far as they were heard of.
    var contacts: [Identifier: Contact] = [:]
    /// Shared changes made here that no other member has confirmed yet, oldest first.
    var unconfirmed: [Unconfirmed] = []
    /// The newest change of this member that another confirmed.
    var confirmed = DomainNumber.none
    /// When members promote one of themselves, by the policy in force; nil for never.
    var promotion: AutomaticPromotion?
    /// The newest change here of who is a member, who leads, or by which policy.
    var settlement = DomainNumber.none
    /// Leads that others told of: they were admitted while this member was away. Not part of its state, and in no count.
    var introduced: [Identifier: MemberRecord] = [:]
    /// A promotion under way.
    var candidacy: Candidacy?
    var standing = Standing()

    /// Another member as this one knows it.
    struct Contact {
        /// What it showed of its journal, and why it is refused.
        var remembered: PeerRecord
        /// By this host's monotonic clock, milliseconds; nil when not since this start.
        var heard: Int64?
        var position = DomainNumber.none
        var isCatchingUp = false
        var promised: UInt32 = 0
        /// Whom it has for its lead.
        var lead: Identifier?
        /// The record it was last remembered with in the journal.
        var written: UInt64 = 0

        func isInTouch(at now: Int64) -> Bool {
            remembered.refused == nil && heard.map { now - $0 <= DomainState.touch } ?? false
        }
    }

    /// A shared change and its number in this member's own journal.
    struct Unconfirmed {
        let number: DomainNumber
        let record: UInt64
    }

    /// What was seen of others since it was last written down. It goes with each shared change, so that a restart forgets
    /// at most what was seen since the newest one.
    mutating func takeSeen() -> [Mutation] {
        var seen: [Mutation] = []
        for (id, contact) in contacts where members[id] != nil && contact.heard != nil {
            guard contact.remembered.point.record > contact.written else { continue }
            contacts[id]?.written = contact.remembered.point.record
            seen.append(Mutation(RecordKind.peer.slot(id), contact.remembered.encoded))
        }
        return seen
    }

    /// Whether any other member was ever met: before, nobody else has anything to confirm.
    func hasMetOthers(than own: Identifier) -> Bool {
        contacts.contains { id, _ in id != own && members[id] != nil }
    }

    /// Whether this member is about to begin a term, and has promised that to no other since.
    func isCandidate(_ own: Identifier) -> Bool {
        candidacy.map { self.own.promised == $0.term && self.own.candidate == own } ?? false
    }

    /// The newest shared change that no power cut takes from this member.
    func durablePosition(_ durable: UInt64) -> DomainNumber {
        positionRecord <= durable ? own.position : recent.newest(durable: durable) ?? .none
    }
}
