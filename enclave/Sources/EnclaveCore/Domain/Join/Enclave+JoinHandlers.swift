internal import EnclaveProtocol
internal import KeyOperations
internal import Synchronization
internal import X509Core

extension Enclave {
    static let joinHandlers: [(EnclaveOperation, Handler)] = [
        Handler.maybeLater(.connection, work: { _, _, _ in .evidence }) { enclave, caller, request throws(Refusal) in
            try enclave.offer(request, caller)
        },
        // At once, although it takes milliseconds: what waited in a queue would keep its evidence in secret memory.
        Handler.now(.admission) { enclave, caller, request throws(Refusal) in try enclave.admit(request, caller) },
        Handler.now(.connection) { (_, _, _: JoinBegin) throws(Refusal) in throw hasState },
        Handler.now(.connection) { (_, _, _: JoinAppraise) throws(Refusal) in throw hasState },
        Handler.now(.connection) { (_, _, _: JoinComplete) throws(Refusal) in throw hasState },
    ]

    private static let hasState = Refusal(
        .stateNotLocked, "this enclave has a state already, so it joins no domain",
        remedy: "Start one on an empty --state directory with --join.")

    /// Proves to a joiner whose domain this is and by which rules it admits.
    private func offer(_ request: DomainOffer, _ caller: Caller) throws(Refusal) -> Answered<ProofAnswer> {
        try requireLead()
        let policy = try signedDomainPolicy()
        let statement = OfferStatement(
            domainID: instanceID, memberID: memberID, identityKey: try identityKey().publicKeySPKI ?? [],
            policy: policy, joinerID: request.memberID, joinerNonce: request.nonce,
            nonce: state.withLock { $0.offers.make(for: request.memberID, at: .now) },
            isDevelopment: instance.isDevelopment)
        let answer = try evidenceMaker.proof(statement)
        try count(caller)
        return Answered(answer)
    }

    /// Admits a joiner: the policy or an administrator allows it, its statement answers an offer made here, its evidence
    /// is accepted. The offer is used up by the first answer that gets so far, good or bad.
    private func admit(_ request: DomainAdmit, _ caller: Caller) throws(Refusal) -> Answered<DomainGrant> {
        try requireLead()
        let policy = try domainPolicy()
        guard caller.authorization != nil || policy.admitsByEvidence else {
            throw .authorizationNeeded(for: caller.operation)
        }
        let proof = request.joiner.proof
        let statement = try Refusal.statement(JoinStatement.self, proof.statement)
        try state.withLock { state throws(Refusal) in
            try state.offers.consume(statement.nonce, of: statement.memberID, at: .now)
        }
        try check(statement)
        let time = try issuanceTime().now
        try checkMemory(AppraisedPeer.memory(for: request.joiner))
        let peer = try AppraisedPeer(request.joiner, by: policy, at: time)
        let member = MemberRecord(
            id: statement.memberID, name: statement.name, identityKey: statement.identityKey,
            measurement: peer.measurement, evidenceExpires: peer.expires, admitted: time)
        let detail = "member \(member.id), \(peer.measurement) as \(peer.set); policy \(policy.name)"
        let (number, content) = try admit(member, AuditEvent(caller, name: member.name, detail: detail))
        let grant = try content.sealed(for: statement, proof.statement, signedBy: try identityKey())
        return Answered(grant, after: number)
    }

    /// What needs no look at the evidence.
    private func check(_ statement: JoinStatement) throws(Refusal) {
        guard statement.domainID == instanceID else {
            throw Refusal(
                .memberRefused, "the joiner answers an offer of domain \(statement.domainID), not of this one",
                remedy: "Begin the join again: `casemate domain join`.")
        }
        guard NameLimits.isValid(statement.name) else {
            throw Refusal(.invalidArgument, "the name of a member is not one", remedy: "It has \(NameLimits.rule).")
        }
        guard let key = try? PublicKey(spki: statement.identityKey), key.algorithm == .p256 else {
            throw Refusal(.invalidKey, "a member's identity key is a P-256 public key")
        }
    }
}

extension Refusal {
    /// A statement that came with evidence, from its bytes.
    static func statement<Statement: ProofStatement>(
        _ type: Statement.Type, _ bytes: [UInt8]
    ) throws(Refusal) -> Statement {
        do throws(WireError) {
            return try Statement(decoding: bytes)
        } catch {
            throw Refusal(
                .malformedRequest, "the statement under the evidence is no \(Statement.domain): \(error)",
                remedy: "Use one version of the program on both sides.")
        }
    }
}
