internal import EnclaveProtocol
internal import KeyOperations
internal import SealedSession
internal import Synchronization
internal import TEEPlatform
internal import X509Core

extension Enclave {
    /// On a slow thread of their own: hardware takes milliseconds to seconds for a quote, and keys being generated
    /// before it would take minutes.
    static let evidenceHandlers: [(EnclaveOperation, Handler)] = [
        later(.policy) { (enclave, caller, request: EvidenceRequest) throws(Refusal) in
            try enclave.evidence(request, caller)
        },
        later(.connection) { (enclave, caller, request: EnclaveAttest) throws(Refusal) in
            try enclave.attest(request, caller)
        },
        later(.policy) { (enclave, caller, request: KeyAttest) throws(Refusal) in
            try enclave.attest(request, caller)
        },
        later(.policy) { (enclave, caller, request: KeyQuote) throws(Refusal) in
            try enclave.quote(request, caller)
        },
    ]

    private static func later<Request: EnclaveRequest>(
        _ requirement: Requirement,
        _ body: @escaping @Sendable (Enclave, Caller, Request) throws(Refusal) -> Answered<Request.Answer>
    ) -> (EnclaveOperation, Handler) {
        Handler.maybeLater(requirement, work: { _, _, _ in .evidence }, body)
    }

    var evidenceMaker: EvidenceMaker {
        EvidenceMaker(platform: platform, mode: instance.isDevelopment ? .development : .production)
    }

    /// What signs checkpoints, grants and messages to other members; each begins with a text of its own.
    func identityKey() throws(Refusal) -> LiveKey {
        try Refusal.mapping { () throws(KeyError) in try LiveKey(stored: instance.identityKey, algorithm: .p256) }
    }

    private func evidence(_ request: EvidenceRequest, _ caller: Caller) throws(Refusal) -> Answered<EvidenceAnswer> {
        let answer = try evidenceMaker.evidence(request)
        try count(caller)
        return Answered(answer)
    }

    private func attest(_ request: EnclaveAttest, _ caller: Caller) throws(Refusal) -> Answered<ProofAnswer> {
        let identityKey = try identityKey()
        let governors = state.withLock { $0.administrators }
        let answer = try evidenceMaker.proof(
            EnclaveStatement(
                instanceID: instanceID, state: .open, sessionKey: sessionKey.publicKey,
                importKey: importKey.publicKeySPKI ?? [], checkpointKey: identityKey.publicKeySPKI ?? [],
                administrators: governors.fingerprints, threshold: governors.threshold,
                isDevelopment: instance.isDevelopment, nonce: request.nonce))
        try count(caller)
        return Answered(answer)
    }

    private func attest(_ request: KeyAttest, _ caller: Caller) throws(Refusal) -> Answered<ProofAnswer> {
        let key = try key(request.key, for: caller)
        return try use(key, caller) { () throws(Refusal) in
            guard key.record.state != .destroyed, let newest = key.record.versions.last, !newest.publicKey.isEmpty
            else {
                throw Refusal(
                    key.record.state == .destroyed ? .keyNotActive : .algorithmMismatch,
                    "the key \"\(key.record.name)\" has no public half to attest")
            }
            return try evidenceMaker.proof(statement(of: key.record, nonce: request.nonce))
        }
    }

    private func quote(_ request: KeyQuote, _ caller: Caller) throws(Refusal) -> Answered<EvidenceAnswer> {
        let key = try key(request.key, for: caller)
        return try use(key, caller) { () throws(Refusal) in
            try key.require(.receive)
            _ = try key.active()
            guard let numbers = try key.subjectPublicKey().rsaNumbers else {
                throw Refusal(
                    .algorithmMismatch, "the key \"\(key.record.name)\" is no RSA key",
                    remedy: "Key servers of this kind wrap to RSA keys: make one of rsa3072.")
            }
            return try evidenceMaker.evidence(over: numbers, nonce: request.nonce)
        }
    }

    private func statement(of record: KeyRecord, nonce: [UInt8]) -> KeyStatement {
        let (administrators, time) = state.withLock { ($0.administrators, seconds(&$0)) }
        return KeyStatement(
            instanceID: instanceID, key: record.info,
            administrators: administrators.fingerprints,
            threshold: administrators.threshold, isDevelopment: instance.isDevelopment, time: time, nonce: nonce)
    }

    func count(_ caller: Caller) throws(Refusal) {
        let use = UseCounters.Use(
            identity: caller.identity, tenant: caller.tenant, operation: caller.operation, key: nil, outcome: "ok")
        try count(use, lane: caller.lane)
    }
}

extension ClosedEnclave {
    /// The reply to a request for evidence, nil for any other: nothing of it needs the domain key.
    func evidenceReply(to call: Call, on directory: StateDirectory) throws(Refusal) -> Reply? {
        let maker = EvidenceMaker(platform: directory.platform, mode: .locked)
        switch EnclaveOperation(rawValue: call.header.operation) {
        case .evidence:
            return .answer(try maker.evidence(try Refusal.decoding(EvidenceRequest.self, call.body)).encoded)
        case .enclaveAttest:
            let request = try Refusal.decoding(EnclaveAttest.self, call.body)
            let statement = EnclaveStatement(
                instanceID: instanceID, state: .locked, sessionKey: sessionKey.publicKey, nonce: request.nonce)
            return .answer(try maker.proof(statement).encoded)
        default: return nil
        }
    }
}
