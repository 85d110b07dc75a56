internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import TEEPlatform

extension Enclave {
    static let connectionHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.connection) { (enclave, _, _: StatusRequest) throws(Refusal) in Answered(enclave.status()) },
        Handler.now(.connection) { (enclave, caller, _: ChallengeRequest) throws(Refusal) in
            Answered(Blob(enclave.state.withLock { $0.challenges.make(for: caller.identity, at: .now) }))
        },
        Handler.now(.connection) { (enclave, _, _: ImportKeyRequest) throws(Refusal) in
            Answered(Blob(try enclave.importKeyFile()))
        },
        Handler.now(.policy) { enclave, _, request throws(Refusal) in try enclave.readAudit(request) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.note(request, caller) },
    ]

    private func note(_ request: AuditNote, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        guard NameLimits.isValid(request.subject), request.detail.utf8.count <= 256 else {
            throw Refusal(.invalidArgument, "a note has a name as its subject and at most 256 bytes of detail")
        }
        let event = AuditEvent(caller, name: request.subject, detail: request.detail)
        return Answered(
            Empty(), after: try state.withLock { state throws(Refusal) in try append(event, [], to: &state) })
    }

    private func readAudit(_ request: AuditRead) throws(Refusal) -> Answered<AuditReadAnswer> {
        guard (1...1000).contains(request.limit) else {
            throw Refusal(.invalidArgument, "an audit page has 1 to 1,000 entries")
        }
        let page = try Refusal.mapping { () throws(JournalError) in
            try journal.exportAudit(from: request.from, limit: Int(request.limit))
        }
        return Answered(
            AuditReadAnswer(header: page.header, lines: page.lines.map { Blob($0) }, next: page.next))
    }

    /// The facts of `casemate status`, in the order it prints them.
    func status() -> StatusAnswer {
        let (keys, administrators, lock, clock) = state.withLock { state in
            (state.keyCount, state.administrators, state.clock.lockReason, state.clock.floor)
        }
        var facts = [
            StatusFact("protocol", String(Hello.currentVersion)),
            StatusFact("version", ProgramVersion.current),
            StatusFact("state", life.name),
            StatusFact("platform", platform.identity.platform),
            StatusFact("measurement", platform.identity.measurement),
            StatusFact("sealing", platform.identity.sealing),
            StatusFact("development", String(instance.isDevelopment)),
            StatusFact("instanceId", instanceID.description),
            StatusFact("memberId", memberID.description),
            StatusFact("recordNumber", String(journal.recordNumber)),
            StatusFact("chainHash", Hex.encode(journal.chainHash.bytes)),
            StatusFact("keys", String(keys)),
            StatusFact("clock", lock ?? "ok"),
            StatusFact("clockFloor", String(clock / 1000)),
            StatusFact("threshold", String(administrators.threshold)),
            StatusFact("recovery", recoverySummary),
        ]
        facts += domainKeyFacts
        facts += administrators.keys.map {
            StatusFact("administrators", Hex.encode(Administrators.fingerprint(of: $0.bytes)))
        }
        if let refusal = anchor.refusal { facts.append(StatusFact("locked", refusal.message)) }
        return StatusAnswer(facts: facts + anchorFacts + configuration.facts() + backupFacts)
    }

    /// Where the state stands: an open journal is locked all the same while its anchor does not vouch for it.
    var life: EnclaveState { anchor.refusal == nil ? .open : .locked }

    /// How many of whose shares open the state: `2 of 3: ann, bob, eve`, or `none`.
    private var recoverySummary: String {
        do throws(Refusal) {
            guard let set = try recoverySet() else { return "none" }
            return "\(set.threshold) of \(set.holders.count): \(set.holders.joined(separator: ", "))"
        } catch {
            return "unreadable"
        }
    }

    private func recoverySet() throws(Refusal) -> RecoveryRecord? {
        guard let bytes = try read(RecordKind.recovery.only) else { return nil }
        return try Refusal.record(RecoveryRecord.self, bytes)
    }

    /// How often the domain key was changed, and for how many microseconds everything else waited for the newest change since
    /// this start.
    private var domainKeyFacts: [StatusFact] {
        let generation = StatusFact("domainKeyGeneration", String(keyring.current.generation))
        guard let downtime = keyring.downtime else { return [generation] }
        return [generation, StatusFact("domainKeyDowntime", String(downtime.wholeMicroseconds))]
    }

    /// When the newest set of shares and the newest backup were made, in Unix seconds; absent when there is none.
    private var backupFacts: [StatusFact] {
        var facts: [StatusFact] = []
        if let set = try? recoverySet() { facts.append(StatusFact("recoveryCreated", String(set.created))) }
        if let bytes = try? read(RecordKind.backup.only), let backup = try? Refusal.record(BackupRecord.self, bytes) {
            facts.append(StatusFact("backupCreated", String(backup.created)))
        }
        return facts
    }
}
