internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    /// Every operation of an open enclave.
    static let handlers: [EnclaveOperation: Handler] = Dictionary(
        uniqueKeysWithValues: connectionHandlers + evidenceHandlers + keyHandlers + useHandlers + authorityHandlers
            + policyHandlers + recoveryHandlers + backupHandlers + domainPolicyHandlers + joinHandlers
            + domainHandlers + anchorHandlers)

    package func handle(_ call: Call) -> Outcome {
        guard let operation = EnclaveOperation(rawValue: call.header.operation),
            let handler = Self.handlers[operation]
        else {
            return .done(
                .refusal(
                    Refusal(
                        .unknownOperation, "there is no operation \(call.header.operation)",
                        remedy: "Use a client of the enclave's protocol version.")), after: 0)
        }
        do throws(Refusal) {
            try checkMemory(for: call)
            try checkAnchor(operation, isAuthorized: call.header.isAuthorized)
            try checkStanding(operation)
            let (caller, body) = try admit(call, operation, requiring: handler.requirement)
            return settle(caller) { () throws(Refusal) in try handler.run(self, caller, body) }
        } catch {
            return refuse(
                error, identity: call.identity, tenant: tenant(of: call.identity), operation, lane: call.lane)
        }
    }

    /// A member that the domain refuses serves nobody: what it has is older than what others saw of it, or is in use
    /// elsewhere.
    private func checkStanding(_ operation: EnclaveOperation) throws(Refusal) {
        guard let reason = state.withLock({ $0.domain.own.refused }),
            ![.status, .domainStatus, .challenge, .auditRead, .evidence, .enclaveAttest].contains(operation)
        else { return }
        throw Refusal(
            .memberRefused, "the domain refuses this member: \(reason)",
            remedy: "Stop it, put its state directory aside, and join again as a new member: `casemate domain join`.")
    }

    /// Runs admitted work; a refusal goes into the audit before it is answered.
    func settle(_ caller: Caller, _ work: () throws(Refusal) -> Outcome) -> Outcome {
        do throws(Refusal) {
            return anchoring(confirming(try Self.fitting(try work()), of: caller.operation), for: caller)
        } catch {
            return refuse(error, identity: caller.identity, tenant: caller.tenant, caller.operation, lane: caller.lane)
        }
    }

    private static func fitting(_ outcome: Outcome) throws(Refusal) -> Outcome {
        guard case .done(.answer(let bytes), _) = outcome, bytes.count > FrameLimits.maximumBody else { return outcome }
        throw Refusal(
            .resourceExhausted, "the answer has \(bytes.count) bytes, more than a frame carries",
            remedy: "Ask for less at once; a revocation list this long needs an authority of its own.")
    }

    /// Swift ends the process when an allocation fails, so what a request may need is asked for before it starts. Live
    /// keys make room first: they can be unsealed again. The edge has promised a large body's copies already.
    private func checkMemory(for call: Call) throws(Refusal) {
        try checkMemory(Self.memoryPerRequest + 6 * min(call.body.count, Self.smallBody))
    }

    /// Refuses work that needs more secret memory, in bytes, than can be freed for it.
    func checkMemory(_ need: Int) throws(Refusal) {
        guard !configuration.hasMemory(need) else { return }
        state.withLock { state in
            state.keys.shrink(to: state.keys.held / 2)
            state.authorities = [:]
        }
        opened.withLock { $0.removeAll() }
        guard !configuration.hasMemory(need) else { return }
        throw Refusal(
            .resourceExhausted, "the enclave has no secret memory for this request now",
            remedy: "Ask again later, send less at once, or start the enclave with more --secret-memory.")
    }

    /// What the most demanding operation (RSA-4096, a chain of certificates) takes beside its request, in bytes.
    private static let memoryPerRequest = 256 << 10
    /// Beyond this many bytes of body the edge reserves, see `MemoryBudget`.
    private static let smallBody = 16 << 10

    /// Decides who asks and whether the request may be looked at.
    private func admit(
        _ call: Call, _ operation: EnclaveOperation, requiring requirement: Requirement
    ) throws(Refusal) -> (Caller, [UInt8]) {
        let policy = try takeRate(of: call.identity)
        let (authorization, body) = try verifiedAuthorization(of: call, operation)
        let caller = Caller(
            identity: call.identity, tenant: policy?.policy.tenant ?? "default", operation: operation,
            isSealed: call.isSealed, lane: call.lane, policy: policy, authorization: authorization)
        try check(requirement, for: caller)
        return (caller, body)
    }

    private func takeRate(of identity: String) throws(Refusal) -> CompiledPolicy? {
        let (policy, isWithinRate) = state.withLock { state in
            let policy = state.policies[identity]
            guard let rate = policy?.policy.rate, rate > 0 else { return (policy, true) }
            return (policy, state.rates.take(identity: identity, rate: rate, at: .now))
        }
        guard isWithinRate else {
            throw Refusal(
                .rateLimited, "identity \"\(identity)\" asks more often than its policy allows",
                remedy: "Ask again later, or have an administrator raise the rate.")
        }
        return policy
    }

    private func verifiedAuthorization(
        of call: Call, _ operation: EnclaveOperation
    ) throws(Refusal) -> (VerifiedAuthorization?, [UInt8]) {
        guard call.header.isAuthorized else { return (nil, call.body) }
        guard call.isSealed else {
            throw Refusal(
                .sealedSessionRequired, "administrators' requests travel in a sealed session",
                remedy: "Open a session first; `casemate` does it by itself.")
        }
        var reader = WireReader(call.body)
        guard let authorization = try? Authorization(from: &reader) else {
            throw Refusal(.malformedRequest, "the authorization before the request cannot be read")
        }
        let body = reader.rest()
        let administrators = try state.withLock { state throws(Refusal) in
            try state.challenges.consume(authorization.challenge, at: .now)
            return state.administrators
        }
        return (try administrators.verify(authorization, of: operation, body: body, for: instanceID), body)
    }

    private func check(_ requirement: Requirement, for caller: Caller) throws(Refusal) {
        let isAllowed =
            switch requirement {
            case .connection, .narrowing, .creation, .admission: true
            case .policy: caller.authorization != nil || caller.policy?.allows(caller.operation) == true
            case .administrator: caller.authorization != nil
            }
        guard !isAllowed else { return }
        if case .administrator = requirement { throw .authorizationNeeded(for: caller.operation) }
        throw Refusal(
            .notAllowed, "identity \"\(caller.identity)\" may not \(caller.operation.name)",
            remedy: "An administrator can widen its policy: `casemate policy set`.")
    }

    /// Puts a refusal into the audit; the answer waits for the entry. Refused uses of keys are counted, others
    /// written one by one up to `refusalEntriesPerSecond`, then counted too.
    private func refuse(
        _ refusal: Refusal, identity: String, tenant: String, _ operation: EnclaveOperation, lane: Int
    ) -> Outcome {
        let entry = operation.isUse ? nil : record(refusal, identity: identity, tenant: tenant, operation)
        if entry == nil, !operation.accountsByKey || refusal.code.precedesUse {
            let use = UseCounters.Use(
                identity: identity, tenant: tenant, operation: operation, key: nil, outcome: refusal.code.name)
            try? count(use, lane: lane)
        }
        return .done(.refusal(refusal), after: entry ?? 0)
    }

    /// The number of the entry; nil when this second has had its share of them, 0 when the journal takes none.
    private func record(
        _ refusal: Refusal, identity: String, tenant: String, _ operation: EnclaveOperation
    ) -> UInt64? {
        state.withLock { state in
            guard state.refusalEntries < CoreState.refusalEntriesPerSecond else { return nil }
            state.refusalEntries += 1
            let event = AuditEvent(refused: operation.name, identity: identity, tenant: tenant, because: refusal)
            return (try? append(event, [], to: &state, priority: .reserved)) ?? 0
        }
    }

    private func tenant(of identity: String) -> String {
        state.withLock { $0.policies[identity]?.policy.tenant } ?? "default"
    }
}

extension Refusal {
    /// The operation needs administrators' signatures and has none.
    static func authorizationNeeded(for operation: EnclaveOperation) -> Refusal {
        Refusal(
            .authorizationRequired, "\(operation.name) needs an administrator's signature",
            remedy: "Give --administrator-key FILE.")
    }
}

extension EnclaveOperation {
    /// A use of a key, counted in the audit; everything else has an entry each.
    var isUse: Bool {
        switch self {
        case .keySign, .keySignBatch, .encrypt, .decrypt, .random, .keyShow, .keyList, .caShow, .caList, .status,
            .challenge, .importKey, .auditRead, .evidence, .enclaveAttest, .keyAttest, .keyQuote,
            .domainStatus, .domainStand, .domainOffer, .peerSend, .peerReceive, .peerServe:
            true
        default: false
        }
    }

    /// A use whose handler accounts for it under its key, refused or not.
    var accountsByKey: Bool { [.keySign, .keySignBatch, .encrypt, .decrypt, .keyAttest, .keyQuote].contains(self) }
}

extension Refusal.Code {
    /// A refusal before a key was found, which no handler accounted for.
    var precedesUse: Bool {
        [.notFound, .notAllowed, .malformedRequest, .rateLimited, .authorizationInvalid, .sealedSessionRequired]
            .contains(self)
    }
}
