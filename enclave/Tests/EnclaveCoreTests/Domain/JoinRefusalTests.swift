import EnclaveProtocol
import KeyOperations
import TEEPlatform
import Testing

@testable import EnclaveCore
@testable import TEESoftware

/// What hosts and networks between two enclaves may try, with real software evidence.
@Suite("Joins that are refused")
struct JoinRefusalTests {
    private func prepared() throws -> DomainFixture {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        return domain
    }

    private func isAudited(_ text: String, by enclave: TestEnclave, as operation: String) throws -> Bool {
        try enclave.audit().contains { $0.contains("\"\(operation)\"") && $0.contains(text) }
    }

    @Test func theSameEvidenceTwice() throws {
        let domain = try prepared()
        let proof = try domain.answer(of: domain.joiner())
        _ = try domain.grant(proof)
        let refusal = try domain.refusal { try domain.grant(proof) }
        #expect(refusal.hasPrefix("authorization-invalid: the joiner's statement answers no open offer"))
        #expect(try isAudited("answers no open offer", by: domain.lead, as: "domain-admit"))
    }

    @Test func anOfferIsUsedUpByEvidenceThatIsRefused() throws {
        let domain = try prepared()
        var proof = try domain.answer(of: domain.joiner())
        let evidence = proof.evidence
        proof.evidence = try domain.answer(of: domain.joiner(), named: "third").evidence
        #expect(try domain.refusal { try domain.grant(proof) }.hasPrefix("member-refused"))
        proof.evidence = evidence
        #expect(try domain.refusal { try domain.grant(proof) }.hasPrefix("authorization-invalid"))
    }

    @Test func aJoinerWithoutRoomIsNotAdmitted() throws {
        let domain = try prepared()
        let joiner = try domain.joiner(reserve: .max)
        #expect(try domain.refusal { try domain.answer(of: joiner) }.hasPrefix("storage-low"))
        #expect(try domain.lead.call(DomainStatusRequest()).members.isEmpty)
    }

    @Test func evidenceOfOneEnclaveUnderTheStatementOfAnother() throws {
        let domain = try prepared()
        let (honest, other) = (try domain.joiner(), try domain.joiner())
        let good = try domain.answer(of: honest)
        let foreign = try domain.answer(of: other, named: "third")
        let relayed = ProofAnswer(statement: foreign.statement, evidence: good.evidence)
        #expect(
            try domain.refusal { try domain.grant(relayed) }.hasPrefix("member-refused: the evidence is refused (rep"))
        #expect(try isAudited("(report-data)", by: domain.lead, as: "domain-admit"))
    }

    @Test func aGrantOpensOnlyWhereItsStatementWasMade() throws {
        let domain = try prepared()
        let (honest, other) = (try domain.joiner(), try domain.joiner())
        _ = try domain.answer(of: other, named: "third")
        let grant = try domain.grant(try domain.answer(of: honest))
        #expect(
            try domain.refusal { try other.call(JoinComplete(grant: grant)) }
                .hasPrefix("member-refused: the grant is not signed"))
        #expect(other.host.summary.state == .locked)
        _ = try honest.call(JoinComplete(grant: grant))
        #expect(honest.host.summary.state == .open)
    }

    @Test(arguments: 0..<3) func anAlteredGrant(part: Int) throws {
        let domain = try prepared()
        let joiner = try domain.joiner()
        let grant = try domain.grant(try domain.answer(of: joiner))
        var altered = grant
        switch part {
        case 0: altered.ciphertext[7] ^= 1
        case 1: altered.encapsulatedKey[9] ^= 1
        default: altered.signature[altered.signature.count - 1] ^= 1
        }
        #expect(
            try domain.refusal { try joiner.call(JoinComplete(grant: altered)) }
                .hasPrefix("member-refused: the grant is not signed"))
        _ = try joiner.call(JoinComplete(grant: grant))
        #expect(try isAudited("the grant is not signed", by: joiner, as: "join-complete"), "the whole one still counts")
    }

    @Test func anOfferToAnEarlierBeginning() throws {
        let domain = try prepared()
        let joiner = try domain.joiner()
        let old = try domain.offer(to: joiner)
        _ = try joiner.call(JoinBegin(name: "second"))
        let stale = JoinAppraise(offer: PeerEvidence(proof: old))
        #expect(try domain.refusal { try joiner.call(stale) }.hasPrefix("authorization-invalid: the offer answers no"))
        try domain.join(joiner)
        #expect(try isAudited("the offer answers no join", by: joiner, as: "join-appraise"))
        #expect(try isAudited("authorization-invalid", by: joiner, as: "join-appraise"))
    }

    @Test func anOfferThatCameTooLate() throws {
        let domain = try prepared()
        let joiner = try domain.joiner()
        let offer = JoinAppraise(offer: PeerEvidence(proof: try domain.offer(to: joiner)))
        joiner.clock.pass(seconds: 300)
        #expect(try domain.refusal { try joiner.call(offer) }.hasPrefix("authorization-invalid: the offer answers no"))
    }

    /// Genuine evidence over a statement that fits but for the id or the nonce.
    @Test(arguments: [true, false]) func anOfferThatIsAlmostForThisJoin(isIDRight: Bool) throws {
        let domain = try prepared()
        let joiner = try domain.joiner()
        let begun = try joiner.call(JoinBegin(name: "second"))
        let statement = OfferStatement(
            domainID: try domain.lead.core.instanceID, memberID: try domain.lead.core.memberID,
            identityKey: try domain.lead.core.identityKey().publicKeySPKI ?? [],
            policy: try domain.lead.core.domainPolicy().signed,
            joinerID: isIDRight ? begun.memberID : .random(),
            joinerNonce: isIDRight ? [UInt8](repeating: 0, count: 32) : begun.nonce,
            nonce: [UInt8](repeating: 0, count: 32), isDevelopment: false)
        let proof = try EvidenceMaker(platform: domain.installation.machine(), mode: .production).proof(statement)
        #expect(
            try domain.refusal { try joiner.call(JoinAppraise(offer: PeerEvidence(proof: proof))) }
                .hasPrefix("authorization-invalid: the offer answers no"))
    }

    @Test func aGrantOfSomethingElseThanAMemberBeginsWith() throws {
        let domain = try prepared()
        let joiner = try domain.joiner()
        let proof = try domain.answer(of: joiner)
        let statement = try JoinStatement(decoding: proof.statement)
        let grant = try domain.grant(proof)
        let key = try domain.lead.core.identityKey()
        let own = SharedSlot(RecordKind.member.slot(statement.memberID), [1])
        let whole = [own] + [RecordKind.administrators, .domain].map { SharedSlot($0.only, [1]) }
        let foreign = SharedSlot(RecordKind.key.slot(.random()), [1])
        let empty = SharedSlot(RecordKind.domainPolicy.only, nil)
        for slots in [Array(whole.dropFirst()), whole + [foreign], whole + [empty], []] {
            let crafted = try GrantContent(domainKey: [UInt8](repeating: 1, count: 32), slots: slots)
                .sealed(for: statement, proof.statement, signedBy: key)
            #expect(
                try domain.refusal { try joiner.call(JoinComplete(grant: crafted)) }
                    .hasPrefix("malformed-request: the grant does not hold what a member begins with"))
        }
        _ = try joiner.call(JoinComplete(grant: grant))
        #expect(joiner.host.summary.state == .open)
    }

    @Test func anOfferToAnotherJoiner() throws {
        let domain = try prepared()
        let offer = try domain.offer(to: domain.joiner())
        let other = try domain.joiner()
        _ = try other.call(JoinBegin(name: "second"))
        let foreign = JoinAppraise(offer: PeerEvidence(proof: offer))
        #expect(try domain.refusal { try other.call(foreign) }.hasPrefix("authorization-invalid"))
    }

    @Test func aGrantThatNobodyAskedFor() throws {
        let domain = try prepared()
        let grant = try domain.grant(try domain.answer(of: domain.joiner()))
        #expect(
            try domain.refusal { try domain.joiner().call(JoinComplete(grant: grant)) }
                .hasPrefix("authorization-invalid: the grant answers no join"))
    }

    @Test func theAnswerToAnotherDomain() throws {
        let (domain, other) = (try prepared(), try prepared())
        let joiner = try domain.joiner()
        let begun = try joiner.call(JoinBegin(name: "second"))
        // A genuine statement under genuine evidence, over a nonce of the lead's, for another domain.
        let nonce = try OfferStatement(
            decoding: domain.lead.call(DomainOffer(memberID: begun.memberID, nonce: begun.nonce)).statement
        ).nonce
        let key = try LiveKey.generate(.p256).publicKeySPKI ?? []
        let statement = JoinStatement(
            domainID: try other.lead.core.instanceID, memberID: begun.memberID, name: "second",
            joinKey: Array(key.suffix(65)), identityKey: key, nonce: nonce)
        let proof = try EvidenceMaker(platform: domain.installation.machine(), mode: .locked).proof(statement)
        #expect(
            try domain.refusal { try domain.grant(proof) }.hasPrefix("member-refused: the joiner answers an offer of"))
    }

    @Test func aDomainUnderThePolicyOfAnother() throws {
        let installation = try Installation()
        let (domain, other) = (
            try DomainFixture(installation: installation), try DomainFixture(installation: installation)
        )
        try domain.put(domain.policy())
        try other.put(other.policy())
        let joiner = try domain.joiner()
        let refusal = try domain.refusal {
            try joiner.call(JoinAppraise(offer: PeerEvidence(proof: other.offer(to: joiner))))
        }
        #expect(refusal.hasPrefix("authorization-invalid: this enclave's administrators did not sign the policy"))
        try domain.join(joiner)
        #expect(try isAudited("did not sign the policy", by: joiner, as: "join-appraise"))
    }

    @Test func aPolicyMovedToAnotherDomain() throws {
        let installation = try Installation()
        let (domain, thief) = (
            try DomainFixture(installation: installation), try DomainFixture(installation: installation)
        )
        try domain.put(domain.policy())
        let joiner = try domain.joiner()
        let begun = try joiner.call(JoinBegin(name: "second"))
        // The other lead is genuine, too, and says it is under the policy that this domain's administrators signed.
        let statement = OfferStatement(
            domainID: try thief.lead.core.instanceID, memberID: try thief.lead.core.memberID,
            identityKey: try thief.lead.core.identityKey().publicKeySPKI ?? [],
            policy: try domain.lead.core.domainPolicy().signed, joinerID: begun.memberID, joinerNonce: begun.nonce,
            nonce: [UInt8](repeating: 0, count: 32), isDevelopment: false)
        let proof = try EvidenceMaker(platform: installation.machine(), mode: .production).proof(statement)
        #expect(
            try domain.refusal { try joiner.call(JoinAppraise(offer: PeerEvidence(proof: proof))) }
                .hasPrefix("authorization-invalid"))
    }

    @Test func tooFewOfItsAdministrators() throws {
        let domain = try prepared()
        let joiner = try TestEnclave(platform: domain.installation.machine(), clock: .ofTheHost) { configuration in
            configuration.administrators = [domain.administrator, try? LiveKey.generate(.ed25519)].compactMap {
                $0?.publicKeySPKI
            }
            configuration.threshold = 2
            configuration.joins = true
        }
        let offer = PeerEvidence(proof: try domain.offer(to: joiner))
        #expect(try domain.refusal { try joiner.call(JoinAppraise(offer: offer)) }.contains("1 of 2 needed"))
    }

    @Test func aDomainOfDevelopmentAndAJoinerOfAnotherKind() throws {
        for isDevelopment in [true, false] {
            let domain = try DomainFixture(development: isDevelopment)
            try domain.put(domain.policy())
            let other = try domain.joiner(development: !isDevelopment)
            #expect(
                try domain.refusal { try domain.answer(of: other) }.contains("of development, this enclave the opp"))
            let alike = try domain.join(domain.joiner(development: isDevelopment))
            #expect(try alike.core.instance.isDevelopment == isDevelopment)
        }
    }

    @Test func offersGrowOldAndMakeRoom() throws {
        var offers = JoinOffers()
        let (joiner, now) = (Identifier.random(), ContinuousClock.now)
        let nonce = offers.make(for: joiner, at: now)
        #expect(throws: Refusal.self) { try offers.consume(nonce, of: .random(), at: now) }
        #expect(throws: Refusal.self) { try offers.consume(nonce, of: joiner, at: now + .seconds(300)) }
        let next = offers.make(for: joiner, at: now)
        try offers.consume(next, of: joiner, at: now + .seconds(299))
        #expect(throws: Refusal.self) { try offers.consume(next, of: joiner, at: now) }
        let oldest = offers.make(for: joiner, at: now)
        for _ in 0..<JoinOffers.maximum { _ = offers.make(for: .random(), at: now) }
        #expect(throws: Refusal.self) { try offers.consume(oldest, of: joiner, at: now) }
    }
}
