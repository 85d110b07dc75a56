internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization

extension Enclave {
    static let keyHandlers: [(EnclaveOperation, Handler)] = [
        Handler.maybeLater(.creation, work: { _, _, request in request.key.algorithm.generationWork }) {
            enclave, caller, request throws(Refusal) in try enclave.generate(request, caller)
        },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.list(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.show(request, caller) },
        Handler.now(.creation) { enclave, caller, request throws(Refusal) in
            try enclave.importSealed(request, caller)
        },
        Handler.now(.creation) { enclave, caller, request throws(Refusal) in
            try enclave.importClear(request, caller)
        },
        Handler.now(.creation) { enclave, caller, request throws(Refusal) in
            try enclave.receive(request, caller)
        },
        Handler.maybeLater(
            .policy, work: { enclave, caller, request in enclave.generationWork(request.key, caller) }
        ) { enclave, caller, request throws(Refusal) in try enclave.rotate(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.retire(request, caller) },
        Handler.now(.administrator) { enclave, caller, request throws(Refusal) in
            try enclave.destroy(request, caller)
        },
    ]

    private func generate(_ request: KeyGenerate, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        let template = request.key
        try KeyRules.check(name: template.name, purpose: template.purpose, algorithm: template.algorithm)
        guard template.purpose != .issue else {
            throw Refusal(
                .purposeMismatch, "keys of purpose issue are made with their authority",
                remedy: "Use `casemate ca create`.")
        }
        try mayCreate(caller) { $0.allows(template, by: caller.identity) }
        let live = try Refusal.mapping { () throws(KeyError) in try LiveKey.generate(template.algorithm) }
        return try state.withLock { state throws(Refusal) in
            let record = newRecord(template, caller, .generated, live, &state)
            return Answered(record.info, after: try insert(record, by: caller, to: &state))
        }
    }

    /// An administrator signed, or a template of the caller's identity allows it.
    func mayCreate(_ caller: Caller, _ isAllowed: (CreationTemplate) -> Bool) throws(Refusal) {
        guard caller.authorization == nil else { return }
        guard state.withLock({ $0.templates.values.contains(where: isAllowed) }) else {
            throw .authorizationNeeded(for: caller.operation)
        }
    }

    func newRecord(
        _ template: KeyTemplate, _ caller: Caller, _ origin: KeyOrigin, _ live: LiveKey, _ state: inout CoreState
    ) -> KeyRecord {
        KeyRecord(
            template: template, tenant: caller.tenant, origin: origin, provenance: provenance,
            firstVersion: KeyVersion(
                number: 1, created: seconds(&state), stored: live.stored, publicKey: live.publicKeySPKI ?? []))
    }

    private func list(_ request: KeyList, _ caller: Caller) throws(Refusal) -> Answered<Page<KeyInfo>> {
        let (records, next) = try page(request.page, of: .key, as: KeyRecord.self) {
            $0.tenant == caller.tenant && (caller.authorization != nil || caller.policy?.allows(name: $0.name) == true)
        }
        return Answered(Page(items: records.map(\.info), next: next))
    }

    private func show(_ request: KeyShow, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        let record = try storedKey(request.key, tenant: caller.tenant)
        try caller.mayUse(name: record.name)
        return Answered(record.info)
    }

    private func generationWork(_ selector: KeySelector, _ caller: Caller) -> LongWork? {
        (try? storedKey(selector, tenant: caller.tenant))?.algorithm.generationWork
    }

    private func rotate(_ request: KeyRotate, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        let record = try storedKey(request.key, tenant: caller.tenant)
        guard record.purpose != .issue else {
            throw Refusal(.purposeMismatch, "an authority's key rotates with it", remedy: "Use `casemate ca rotate`.")
        }
        let live = try Refusal.mapping { () throws(KeyError) in try LiveKey.generate(record.algorithm) }
        let now = state.withLock { seconds(&$0) }
        return try replace(request.key, by: caller) { record throws(Refusal) in
            guard record.state == .active, let newest = record.versions.last else {
                throw Refusal(.keyNotActive, "the key \"\(record.name)\" is \(record.state.name)")
            }
            guard record.versions.count < 1_000 else {
                throw Refusal(.resourceExhausted, "the key has 1,000 versions", remedy: "Make a new key.")
            }
            record.versions.append(
                KeyVersion(
                    number: newest.number + 1, created: now, stored: live.stored, publicKey: live.publicKeySPKI ?? []))
        }
    }

    private func retire(_ request: KeyRetire, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        try replace(request.key, by: caller) { record throws(Refusal) in
            guard record.state == .active else {
                throw Refusal(.keyNotActive, "the key \"\(record.name)\" is \(record.state.name) already")
            }
            record.state = .retired
        }
    }

    private func destroy(_ request: KeyDestroy, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        try replace(request.key, by: caller) { record throws(Refusal) in
            guard record.state != .destroyed else {
                throw Refusal(.keyNotActive, "the key \"\(record.name)\" is destroyed already")
            }
            record.state = .destroyed
            for index in record.versions.indices { record.versions[index].stored = [] }
        }
    }
}
