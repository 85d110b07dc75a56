/// What a member knows of its domain. Answered to anyone who can connect: it names members, no key.
public struct DomainStatusRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainStatus
    public typealias Answer = DomainStatus

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// Bounds of a domain.
public enum DomainLimits {
    /// Most members.
    public static let members = 32
    /// Longest name of a member or a policy, bytes.
    public static let name = 128
    /// Longest policy, bytes: with its signatures it has to fit the statement of an offer.
    public static let policy = 48 << 10
    /// Longest message between members, bytes.
    public static let message = 768 << 10
}

/// Sets the policy that members are appraised under. Needs administrators' signatures, which are kept with it: a joiner
/// checks them itself.
public struct DomainPolicyPut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainPolicyPut
    public typealias Answer = Empty

    /// A name for people, such as a release.
    public var name: String
    /// An appraisal policy as `casemate attest verify --policy` takes it, JSON, UTF-8.
    public var appraisal: [UInt8]
    /// Members whose evidence it accepts are admitted without a signature of their own.
    public var admitsByEvidence: Bool
    /// When members make one of themselves the lead; nil for never.
    public var promotion: AutomaticPromotion?

    /// A policy.
    public init(name: String, appraisal: [UInt8], admitsByEvidence: Bool, promotion: AutomaticPromotion? = nil) {
        self.name = name
        self.appraisal = appraisal
        self.admitsByEvidence = admitsByEvidence
        self.promotion = promotion
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string(limit: DomainLimits.name)
        appraisal = try reader.data(limit: DomainLimits.policy)
        // Policies that were signed before there was promotion have one bit here.
        let says = try reader.uint8()
        guard says < 4 else { throw .invalidValue(field: "domain policy") }
        admitsByEvidence = says & 1 != 0
        promotion = says & 2 == 0 ? nil : try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.data(appraisal)
        writer.uint8((admitsByEvidence ? 1 : 0) | (promotion == nil ? 0 : 2))
        if let promotion { writer.value(promotion) }
    }
}

/// Makes the member that is asked the lead of a new term. Needs administrators' signatures.
///
/// Every known member that is not given up must have promised the new term and must not be ahead.
public struct DomainPromote: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainPromote
    public typealias Answer = DomainStatus

    /// Members that are lost: they are removed. More than one may lose confirmed changes.
    public var givenUp: [Identifier]

    /// A promotion.
    public init(givenUp: [Identifier]) { self.givenUp = givenUp }

    public init(from reader: inout WireReader) throws(WireError) {
        givenUp = try reader.list(limit: DomainLimits.members)
    }
    public func encode(to writer: inout WireWriter) { writer.list(givenUp) }
}

/// Removes a member, and makes a new domain key that it never has. Needs administrators' signatures; the lead takes it.
public struct DomainRemove: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainRemove
    public typealias Answer = DomainStatus

    /// Who.
    public var member: Identifier

    /// A removal.
    public init(member: Identifier) { self.member = member }

    public init(from reader: inout WireReader) throws(WireError) { member = try reader.value() }
    public func encode(to writer: inout WireWriter) { writer.value(member) }
}
