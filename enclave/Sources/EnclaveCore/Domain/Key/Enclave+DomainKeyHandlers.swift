internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    static let domainKeyHandlers: [(EnclaveOperation, Handler)] = [
        changingKeys { (enclave, caller, request: DomainRemove) throws(Refusal) in
            try enclave.remove(request, caller)
        },
        changingKeys { (enclave, caller, _: DomainRekey) throws(Refusal) in try enclave.rekey(caller) },
    ]

    /// An operation that needs the change before it to be over: it waits on the slow thread where that is not so.
    private static func changingKeys<Request: EnclaveRequest>(
        _ body: @escaping @Sendable (Enclave, Caller, Request) throws(Refusal) -> Answered<Request.Answer>
    ) -> (EnclaveOperation, Handler) {
        let work = { @Sendable (enclave: Enclave, _: Caller, _: Request) -> LongWork? in
            enclave.journal.isChangingKeys ? .computation : nil
        }
        return Handler.maybeLater(.administrator, work: work) { enclave, caller, request throws(Refusal) in
            try enclave.requireLead()
            try enclave.finishKeyChange()
            return try body(enclave, caller, request)
        }
    }

    /// Takes a member out: nobody speaks to it from then on, and what is written from then on is under a key it never had.
    private func remove(_ request: DomainRemove, _ caller: Caller) throws(Refusal) -> Answered<DomainStatus> {
        let record = try state.withLock { state throws(Refusal) in
            guard let member = state.domain.members[request.member] else {
                throw Refusal(
                    .notFound, "the domain has no member \(request.member)", remedy: "See `casemate domain members`.")
            }
            guard member.id != memberID else {
                throw Refusal(
                    .invalidArgument, "the lead cannot remove itself",
                    remedy: "Promote another member first: `casemate domain promote`.")
            }
            let key = try newKey()
            let event = AuditEvent(caller, name: member.name, detail: "member \(member.id); \(Self.words(key))")
            return try append(event, [Mutation(RecordKind.member.slot(member.id), nil)] + key, to: &state)
        }
        return Answered(domainStatus(), after: record)
    }

    /// A new domain key: recovery shares and backups of before are void.
    private func rekey(_ caller: Caller) throws(Refusal) -> Answered<DomainKeyChanged> {
        let (record, generation) = try state.withLock { state throws(Refusal) in
            let key = try newKey()
            guard !key.isEmpty else {
                throw Refusal(
                    .notAllowed, "without a sealing key on this platform no start could open what is under a new key",
                    remedy: "Have a member with a sealing key lead, or start this one with --sealing file:PATH.")
            }
            let generation = keyring.current.generation + 1
            let event = AuditEvent(caller, name: "generation \(generation)", detail: Self.words(key))
            return (try append(event, key, to: &state), generation)
        }
        return Answered(
            DomainKeyChanged(generation: generation, downtime: keyring.downtime?.wholeMicroseconds ?? 0), after: record)
    }

    /// What the audit says of a new key.
    static func words(_ key: [Mutation]) -> String {
        guard !key.isEmpty else { return "the domain key stays: no sealing key here" }
        return "new domain key" + (key.count > 1 ? ", recovery shares void" : "")
    }
}

extension Duration {
    /// 0 for a negative one.
    var wholeMicroseconds: UInt64 { UInt64(max(0, self / .microseconds(1))) }
}
