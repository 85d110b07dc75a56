/// A member's view of its domain.
public struct DomainStatus: WireCodable, Equatable {
    /// The domain's id; that of the instance.
    public var domainID: Identifier
    /// The member that answers.
    public var memberID: Identifier
    /// The member that changes shared state; nil while the enclave is alone and none was admitted.
    public var lead: Identifier?
    /// The newest shared change this member has.
    public var position: DomainNumber
    /// This member takes over the domain's state and is not done.
    public var isCatchingUp: Bool
    /// Every member, itself included.
    public var members: [MemberStatus]
    /// Name of the policy members are appraised under; empty when there is none.
    public var policyName: String
    /// When members make one of themselves the lead, by that policy; nil for never.
    public var promotion: AutomaticPromotion?
    /// Members that must have a shared change before it is answered, the lead among them; 1 while nobody else was met.
    public var confirmations: UInt8
    /// Members in touch that would confirm a change now, this one included: whoever promised a later term does not.
    public var confirming: UInt8
    /// What this member promised and was not begun; nil when there is no such term.
    public var promise: OpenPromise?

    /// A view.
    public init(
        domainID: Identifier, memberID: Identifier, lead: Identifier?, position: DomainNumber, isCatchingUp: Bool,
        members: [MemberStatus], policyName: String, promotion: AutomaticPromotion? = nil, confirmations: UInt8,
        confirming: UInt8, promise: OpenPromise? = nil
    ) {
        self.domainID = domainID
        self.memberID = memberID
        self.lead = lead
        self.position = position
        self.isCatchingUp = isCatchingUp
        self.members = members
        self.policyName = policyName
        self.promotion = promotion
        self.confirmations = confirmations
        self.confirming = confirming
        self.promise = promise
    }

    public init(from reader: inout WireReader) throws(WireError) {
        domainID = try reader.value()
        memberID = try reader.value()
        lead = try reader.optional()
        position = try reader.value()
        isCatchingUp = try reader.bool()
        members = try reader.list(limit: DomainLimits.members)
        policyName = try reader.string()
        promotion = try reader.optional()
        confirmations = try reader.uint8()
        confirming = try reader.uint8()
        promise = try reader.optional()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(domainID)
        writer.value(memberID)
        writer.optional(lead)
        writer.value(position)
        writer.bool(isCatchingUp)
        writer.list(members)
        writer.string(policyName)
        writer.optional(promotion)
        writer.uint8(confirmations)
        writer.uint8(confirming)
        writer.optional(promise)
    }
}
