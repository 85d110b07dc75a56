internal import EnclaveProtocol
internal import Journal
internal import KeyOperations

/// A join whose offer was accepted and answered; what is missing is the lead's grant.
struct JoinAttempt: Sendable {
    /// The domain, and the id the joiner will have in it.
    let identity: JournalIdentity
    /// Of the new member, named in its statement; only the lead's grant makes a state of it.
    let identityKey: LiveKey
    /// For this attempt alone: what the grant is encrypted to.
    let joinKey: LiveKey
    let statement: JoinStatement
    let isDevelopment: Bool
    /// For the audit: lead, measurement and policy.
    let detail: String
    private let leadKey: PublicKey

    /// The answer to an offer, with new keys.
    init(
        answering offer: OfferStatement, from lead: AppraisedPeer, by policy: DomainPolicy, named name: String
    ) throws(Refusal) {
        identity = JournalIdentity(instance: offer.domainID, member: offer.joinerID)
        isDevelopment = offer.isDevelopment
        detail =
            "domain \(offer.domainID), lead \(offer.memberID), \(lead.measurement) as \(lead.set); policy \(policy.name)"
        (identityKey, joinKey, leadKey) = try Refusal.mapping { () throws(KeyError) in
            (try LiveKey.generate(.p256), try LiveKey.generate(.p256), try PublicKey(spki: offer.identityKey))
        }
        statement = JoinStatement(
            domainID: offer.domainID, memberID: offer.joinerID, name: name,
            joinKey: Array((joinKey.publicKeySPKI ?? []).suffix(65)), identityKey: identityKey.publicKeySPKI ?? [],
            nonce: offer.nonce)
    }

    /// What the lead grants; it must name the joiner as a member, and hold nothing but what a joiner begins with.
    func content(of grant: DomainGrant) throws(Refusal) -> GrantContent {
        let content = try GrantContent(opening: grant, for: statement.encoded, with: joinKey, signedBy: leadKey)
        let kinds = [RecordKind.administrators, .domain, .domainPolicy, .domainKey, .member].map(\.rawValue)
        let own = RecordKind.member.slot(Identifier(high: identity.member.high, low: identity.member.low))
        guard content.slots.allSatisfy({ kinds.contains($0.slot.kind) && $0.value != nil }),
            [RecordKind.administrators.only, RecordKind.domain.only, own].allSatisfy({ slot in
                content.slots.contains { $0.slot == slot }
            })
        else {
            throw Refusal(
                .malformedRequest, "the grant does not hold what a member begins with",
                remedy: "Join with the lead's version of the program, or a newer one.")
        }
        return content
    }
}
