/// Begins a join at an enclave that was started with `--join`.
public struct JoinBegin: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.joinBegin
    public typealias Answer = JoinBegun

    /// The name it shall be known by in the domain.
    public var name: String

    /// A beginning.
    public init(name: String) { self.name = name }

    public init(from reader: inout WireReader) throws(WireError) { name = try reader.string(limit: DomainLimits.name) }
    public func encode(to writer: inout WireWriter) { writer.string(name) }
}

/// What a joiner wants the domain's member to prove itself over.
public struct JoinBegun: WireCodable, Equatable {
    /// The id the joiner will have.
    public var memberID: Identifier
    /// Fresh bytes for the offer, 32; a new beginning voids them.
    public var nonce: [UInt8]

    /// A beginning.
    public init(memberID: Identifier, nonce: [UInt8]) {
        self.memberID = memberID
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        memberID = try reader.value()
        nonce = try reader.fixed(32)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(memberID)
        writer.fixed(nonce)
    }
}

/// Asks the lead for its evidence and the domain's policy; the answer's statement is an `OfferStatement`.
public struct DomainOffer: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainOffer
    public typealias Answer = ProofAnswer

    /// The joiner.
    public var memberID: Identifier
    /// The joiner's fresh bytes, 32.
    public var nonce: [UInt8]

    /// A request.
    public init(memberID: Identifier, nonce: [UInt8]) {
        self.memberID = memberID
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        memberID = try reader.value()
        nonce = try reader.fixed(32)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(memberID)
        writer.fixed(nonce)
    }
}

/// Hands evidence to the enclave that appraises it, with what a host fetched for it: untrusted, signed by its makers.
public struct PeerEvidence: WireCodable, Equatable {
    /// The statement and the evidence over it.
    public var proof: ProofAnswer
    /// The JSON of `QuoteCollateralV3` that a host fetched; empty to take what came with the evidence.
    public var collateral: [UInt8]

    /// Evidence.
    public init(proof: ProofAnswer, collateral: [UInt8] = []) {
        self.proof = proof
        self.collateral = collateral
    }

    public init(from reader: inout WireReader) throws(WireError) {
        proof = try reader.value()
        collateral = try reader.data(limit: 2 * EvidenceAnswer.longestPart)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(proof)
        writer.data(collateral)
    }
}

/// Has the joiner appraise the offer; the answer's statement is a `JoinStatement`.
public struct JoinAppraise: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.joinAppraise
    public typealias Answer = ProofAnswer

    /// The lead's evidence over its `OfferStatement`.
    public var offer: PeerEvidence

    /// A request.
    public init(offer: PeerEvidence) { self.offer = offer }

    public init(from reader: inout WireReader) throws(WireError) { offer = try reader.value() }
    public func encode(to writer: inout WireWriter) { writer.value(offer) }
}

/// Has the lead appraise the joiner and admit it. Needs administrators' signatures unless the policy admits by evidence.
public struct DomainAdmit: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.domainAdmit
    public typealias Answer = DomainGrant

    /// The joiner's evidence over its `JoinStatement`.
    public var joiner: PeerEvidence

    /// A request.
    public init(joiner: PeerEvidence) { self.joiner = joiner }

    public init(from reader: inout WireReader) throws(WireError) { joiner = try reader.value() }
    public func encode(to writer: inout WireWriter) { writer.value(joiner) }
}

/// What the lead gives an admitted joiner, encrypted to the key in its `JoinStatement`.
public struct DomainGrant: WireCodable, Equatable {
    /// HPKE's encapsulated key, 65 bytes.
    public var encapsulatedKey: [UInt8]
    /// The domain key and what the joiner begins with.
    public var ciphertext: [UInt8]
    /// By the lead's identity key over both and the statement's hash: ECDSA P-256 SHA-256, DER.
    public var signature: [UInt8]

    /// A grant.
    public init(encapsulatedKey: [UInt8], ciphertext: [UInt8], signature: [UInt8]) {
        self.encapsulatedKey = encapsulatedKey
        self.ciphertext = ciphertext
        self.signature = signature
    }

    public init(from reader: inout WireReader) throws(WireError) {
        encapsulatedKey = try reader.data(limit: 256)
        ciphertext = try reader.data(limit: DomainLimits.message)
        signature = try reader.data(limit: 256)
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(encapsulatedKey)
        writer.data(ciphertext)
        writer.data(signature)
    }
}

/// Ends a join: the joiner writes its state and is open from then on.
public struct JoinComplete: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.joinComplete
    public typealias Answer = Empty

    /// What the lead gave.
    public var grant: DomainGrant

    /// A request.
    public init(grant: DomainGrant) { self.grant = grant }

    public init(from reader: inout WireReader) throws(WireError) { grant = try reader.value() }
    public func encode(to writer: inout WireWriter) { writer.value(grant) }
}
