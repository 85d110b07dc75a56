internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import X509Core

extension Enclave {
    static let policyHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.narrowing) { enclave, caller, request throws(Refusal) in try enclave.put(request, caller) },
        Handler.now(.policy) { (enclave, _, _: PolicyList) throws(Refusal) in Answered(enclave.policies()) },
        Handler.now(.administrator) { enclave, caller, request throws(Refusal) in
            try enclave.putTemplate(request, caller)
        },
        Handler.now(.policy) { (enclave, _, _: TemplateList) throws(Refusal) in Answered(enclave.templates()) },
        Handler.now(.administrator) { enclave, caller, request throws(Refusal) in
            try enclave.putProfile(request, caller)
        },
        Handler.now(.policy) { (enclave, _, _: ProfileList) throws(Refusal) in Answered(enclave.profiles()) },
        Handler.now(.administrator) { enclave, caller, request throws(Refusal) in
            try enclave.putAdministrators(request, caller)
        },
        Handler.now(.connection) { (enclave, _, _: AdministratorsList) throws(Refusal) in
            Answered(enclave.administrators())
        },
        Handler.now(.administrator) { enclave, caller, request throws(Refusal) in
            try enclave.acceptClock(request, caller)
        },
    ]

    /// An identity may narrow its own policy without a signature; everything else needs one.
    private func put(_ request: PolicyPut, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        let policy = request.policy
        try policy.check()
        return try state.withLock { state throws(Refusal) in
            let old = state.policies[policy.identity]?.policy
            let isOwn = policy.identity == caller.identity
            let isNarrowing = isOwn && (old.map { policy.isNarrowing(of: $0) } ?? false)
            guard isNarrowing || caller.authorization != nil else { throw .authorizationNeeded(for: caller.operation) }
            let event = AuditEvent(caller, name: policy.identity, detail: isNarrowing ? "narrowed" : "set")
            let slot = RecordKind.policy.slot(policy.identity)
            let number = try append(event, [Mutation(slot, StoredValue(policy).encoded)], to: &state)
            state.policies[policy.identity] = CompiledPolicy(policy)
            return Answered(Empty(), after: number)
        }
    }

    private func policies() -> PolicyListAnswer {
        let policies = state.withLock { $0.policies.values.map(\.policy) }
        return PolicyListAnswer(policies: policies.sorted { $0.identity < $1.identity })
    }

    private func putTemplate(_ request: TemplatePut, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        let template = request.template
        try template.check()
        return try state.withLock { state throws(Refusal) in
            let event = AuditEvent(caller, name: template.name, detail: template.imports ? "imports" : nil)
            let slot = RecordKind.template.slot(template.name)
            let number = try append(event, [Mutation(slot, TemplateRecord(template).encoded)], to: &state)
            state.templates[template.name] = template
            return Answered(Empty(), after: number)
        }
    }

    private func templates() -> TemplateListAnswer {
        let templates = state.withLock { Array($0.templates.values) }
        return TemplateListAnswer(templates: templates.sorted { $0.name < $1.name })
    }

    private func putProfile(_ request: ProfilePut, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        let profile = try Refusal.mapping { () throws(X509Error) in try CertificateProfile(decoding: request.profile) }
        guard NameLimits.isValid(profile.name) else {
            throw Refusal(.invalidArgument, "a profile has a name")
        }
        guard CertificateProfile.builtIn(named: profile.name) == nil else {
            throw Refusal(.alreadyExists, "\"\(profile.name)\" is a built-in profile", remedy: "Choose another name.")
        }
        return try state.withLock { state throws(Refusal) in
            let event = AuditEvent(caller, name: profile.name)
            let slot = RecordKind.profile.slot(profile.name)
            let number = try append(event, [Mutation(slot, profile.encoded)], to: &state)
            state.profiles[profile.name] = profile
            return Answered(Empty(), after: number)
        }
    }

    private func profiles() -> ProfileListAnswer {
        let own = state.withLock { Array($0.profiles.values) }
        let all = (CertificateProfile.builtIn + own).sorted { $0.name < $1.name }
        return ProfileListAnswer(profiles: all.map { Blob($0.encoded) })
    }

    private func putAdministrators(
        _ request: AdministratorsPut, _ caller: Caller
    ) throws(Refusal) -> Answered<Empty> {
        let new = try Administrators(keys: request.administrators.map(\.bytes), threshold: request.threshold)
        return try state.withLock { state throws(Refusal) in
            let event = AuditEvent(caller, detail: "\(new.keys.count) administrators, threshold \(new.threshold)")
            let number = try append(event, [Mutation(RecordKind.administrators.only, new.encoded)], to: &state)
            state.administrators = new
            return Answered(Empty(), after: number)
        }
    }

    private func administrators() -> AdministratorsAnswer {
        let now = state.withLock { $0.administrators }
        return AdministratorsAnswer(administrators: now.keys, threshold: now.threshold)
    }

    private func acceptClock(_ request: ClockAccept, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        try state.withLock { state throws(Refusal) in
            let reading = reading
            guard abs(reading.wall / 1000 - request.time) <= 60 else {
                throw Refusal(
                    .invalidArgument, "the time accepted is more than a minute from the host's clock",
                    remedy: "Set the host's clock right first, then accept it.")
            }
            state.clock.accept(reading)
            return Answered(Empty(), after: try append(AuditEvent(caller), [], to: &state))
        }
    }
}
