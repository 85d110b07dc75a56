internal import EnclaveProtocol

extension WireForm {
    static let domainRequests: [WireForm] = [
        .request { _ in DomainStatusRequest() },
        .request {
            DomainPolicyPut(
                name: $0.text(), appraisal: $0.data(), admitsByEvidence: $0.bool(),
                promotion: $0.optional { $0.promotion() })
        },
        .request { DomainOffer(memberID: $0.identifier(), nonce: $0.bytes(32)) },
        .request { DomainAdmit(joiner: $0.peerEvidence()) },
        .request { DomainPromote(givenUp: $0.list { $0.identifier() }) },
        .request { DomainRemove(member: $0.identifier()) },
        .request { _ in DomainRekey() },
        .request { _ in DomainStand() },
        .request { JoinBegin(name: $0.text()) },
        .request { JoinAppraise(offer: $0.peerEvidence()) },
        .request { JoinComplete(grant: $0.grant()) },
        .request { PeerSend(link: $0.next()) },
        .request { PeerReceive(link: $0.next(), message: $0.data()) },
        .request { PeerServe(message: $0.data()) },
    ]

    static let domainAnswers: [WireForm] = [
        .answer {
            DomainStatus(
                domainID: $0.identifier(), memberID: $0.identifier(), lead: $0.optional { $0.identifier() },
                position: $0.domainNumber(), isCatchingUp: $0.bool(), members: $0.list { $0.memberStatus() },
                policyName: $0.text(), promotion: $0.optional { $0.promotion() },
                confirmations: UInt8(truncatingIfNeeded: $0.next()), confirming: UInt8(truncatingIfNeeded: $0.next()),
                promise: $0.optional { $0.openPromise() })
        },
        .answer { DomainKeyChanged(generation: $0.number(), downtime: $0.next()) },
        .answer { JoinBegun(memberID: $0.identifier(), nonce: $0.bytes(32)) },
        .answer { $0.grant() },
        .answer { PeerReceived(pause: $0.number()) },
        .answer {
            OfferStatement(
                domainID: $0.identifier(), memberID: $0.identifier(), identityKey: $0.data(),
                policy: $0.optional { $0.signedPolicy() }, joinerID: $0.identifier(), joinerNonce: $0.bytes(32),
                nonce: $0.bytes(32), isDevelopment: $0.bool())
        },
        .answer {
            JoinStatement(
                domainID: $0.identifier(), memberID: $0.identifier(), name: $0.text(), joinKey: $0.data(),
                identityKey: $0.data(), nonce: $0.bytes(32))
        },
    ]
}

extension Sampler {
    fileprivate mutating func peerEvidence() -> PeerEvidence {
        PeerEvidence(proof: ProofAnswer(statement: data(), evidence: evidence()), collateral: data())
    }

    fileprivate mutating func grant() -> DomainGrant {
        DomainGrant(encapsulatedKey: data(), ciphertext: data(), signature: data())
    }

    fileprivate mutating func domainNumber() -> DomainNumber { DomainNumber(term: number(), index: next()) }

    fileprivate mutating func signedPolicy() -> SignedDomainPolicy {
        SignedDomainPolicy(
            body: data(),
            authorization: Authorization(
                challenge: bytes(32),
                signatures: list { AdministratorSignature(keyFingerprint: $0.bytes(32), signature: $0.data()) }))
    }

    fileprivate mutating func promotion() -> AutomaticPromotion {
        AutomaticPromotion(
            quorum: UInt8(truncatingIfNeeded: next()), copies: UInt8(truncatingIfNeeded: next()), after: number(),
            candidates: list { $0.text() }, waitsForProposal: bool(), isPaused: bool())
    }

    fileprivate mutating func memberStatus() -> MemberStatus {
        MemberStatus(
            id: identifier(), name: text(), measurement: text(), evidenceExpires: number(), admitted: number(),
            lastHeard: optional { $0.next() }, position: domainNumber(), promised: number(),
            refusedBecause: text())
    }

    fileprivate mutating func openPromise() -> OpenPromise {
        OpenPromise(term: number(), candidate: identifier(), isSigned: bool(), age: next())
    }
}
