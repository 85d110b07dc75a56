/// What a lead says to a joiner, under its evidence: whose domain this is and by which rules it admits.
public struct OfferStatement: ProofStatement, Equatable {
    public static let domain = "casemate/domain-offer/1"

    /// The domain.
    public var domainID: Identifier
    /// The member that offers.
    public var memberID: Identifier
    /// Its identity key, which signs the grant: SubjectPublicKeyInfo, DER.
    public var identityKey: [UInt8]
    /// The domain's policy, with the signatures it was set by; nil when there is none.
    public var policy: SignedDomainPolicy?
    /// Who the offer is for.
    public var joinerID: Identifier
    /// As the joiner gave it.
    public var joinerNonce: [UInt8]
    /// The lead's own fresh bytes, good once and for this joiner.
    public var nonce: [UInt8]
    /// The state was made with `--development`.
    public var isDevelopment: Bool

    /// A statement.
    public init(
        domainID: Identifier, memberID: Identifier, identityKey: [UInt8], policy: SignedDomainPolicy?,
        joinerID: Identifier, joinerNonce: [UInt8], nonce: [UInt8], isDevelopment: Bool
    ) {
        self.domainID = domainID
        self.memberID = memberID
        self.identityKey = identityKey
        self.policy = policy
        self.joinerID = joinerID
        self.joinerNonce = joinerNonce
        self.nonce = nonce
        self.isDevelopment = isDevelopment
    }

    public init(from reader: inout WireReader) throws(WireError) {
        try reader.domain(of: Self.self)
        domainID = try reader.value()
        memberID = try reader.value()
        identityKey = try reader.data(limit: 256)
        policy = try reader.optional()
        joinerID = try reader.value()
        joinerNonce = try reader.fixed(32)
        nonce = try reader.fixed(32)
        isDevelopment = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(Self.domain)
        writer.value(domainID)
        writer.value(memberID)
        writer.data(identityKey)
        writer.optional(policy)
        writer.value(joinerID)
        writer.fixed(joinerNonce)
        writer.fixed(nonce)
        writer.bool(isDevelopment)
    }
}

/// A domain's policy as administrators signed it: `AuthorizedContent` of a `DomainPolicyPut`.
public struct SignedDomainPolicy: WireCodable, Equatable {
    /// The bytes of the `DomainPolicyPut`.
    public var body: [UInt8]
    /// What stood before it.
    public var authorization: Authorization

    /// A policy.
    public init(body: [UInt8], authorization: Authorization) {
        self.body = body
        self.authorization = authorization
    }

    public init(from reader: inout WireReader) throws(WireError) {
        body = try reader.data(limit: 2 * DomainLimits.policy)
        authorization = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(body)
        writer.value(authorization)
    }
}

/// What a joiner says of itself, under its evidence, in answer to an offer it accepted.
public struct JoinStatement: ProofStatement, Equatable {
    public static let domain = "casemate/domain-join/1"

    /// The domain it wants to join.
    public var domainID: Identifier
    /// The id it will have.
    public var memberID: Identifier
    /// The name it will have.
    public var name: String
    /// What the domain key is to be encrypted to, for this join alone: an uncompressed P-256 point, 65 bytes.
    public var joinKey: [UInt8]
    /// Its identity key, SubjectPublicKeyInfo, DER.
    public var identityKey: [UInt8]
    /// As the lead gave it in the offer.
    public var nonce: [UInt8]

    /// A statement.
    public init(
        domainID: Identifier, memberID: Identifier, name: String, joinKey: [UInt8], identityKey: [UInt8],
        nonce: [UInt8]
    ) {
        self.domainID = domainID
        self.memberID = memberID
        self.name = name
        self.joinKey = joinKey
        self.identityKey = identityKey
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        try reader.domain(of: Self.self)
        domainID = try reader.value()
        memberID = try reader.value()
        name = try reader.string(limit: DomainLimits.name)
        joinKey = try reader.data(limit: 256)
        identityKey = try reader.data(limit: 256)
        nonce = try reader.fixed(32)
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(Self.domain)
        writer.value(domainID)
        writer.value(memberID)
        writer.string(name)
        writer.data(joinKey)
        writer.data(identityKey)
        writer.fixed(nonce)
    }
}
