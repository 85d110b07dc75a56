internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization

extension Enclave {
    static let recoveryHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.administrator) { (enclave, caller, request: RecoveryCreate) throws(Refusal) in
            try enclave.createShares(request, caller)
        },
        Handler.now(.connection) { (_, _, _: RecoverySubmit) throws(Refusal) in
            throw Refusal(
                .stateNotLocked, "the state is open; it needs no shares",
                remedy: "Check --enclave: `casemate status` shows which one is locked.")
        },
        Handler.maybeLater(.policy, work: { _, _, _ in .computation }) {
            (enclave, caller, _: CompactRequest) throws(Refusal) in try enclave.compact(caller)
        },
    ]

    /// Splits the domain key; each share is sealed to its holder here and leaves in no other form.
    private func createShares(_ request: RecoveryCreate, _ caller: Caller) throws(Refusal) -> Answered<RecoveryShares> {
        guard caller.isSealed else {
            throw Refusal(.sealedSessionRequired, "recovery shares travel in a sealed session")
        }
        guard (1...16).contains(request.holders.count) else {
            throw Refusal(.invalidArgument, "shares have 1 to 16 holders")
        }
        for holder in request.holders where (try? PublicKey(spki: holder.publicKey))?.algorithm != .p256 {
            throw Refusal(
                .invalidKey, "the key of holder \"\(holder.name)\" is no P-256 public key",
                remedy: "Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, then pkey -pubout.")
        }
        let key = domainKey
        let sealed = try Refusal.mapping { () throws(KeyError) in
            let shares = try SecretSharing.split(
                key.bytes, threshold: Int(request.threshold), shares: request.holders.count)
            var sealed: [SealedShare] = []
            for (share, holder) in zip(shares, request.holders) {
                sealed.append(try SealedShare(sealing: share, to: holder.publicKey))
            }
            return sealed
        }
        guard let setID = sealed.first.flatMap({ Identifier(bytes: $0.setID) }) else {
            throw Refusal(.internalError, "a set of shares has no id")
        }
        let number = try state.withLock { state throws(Refusal) in
            try checkUnchanged(key)
            let names = request.holders.map(\.name).joined(separator: ", ")
            let event = AuditEvent(
                caller, name: setID.description, detail: "\(request.threshold) of \(request.holders.count): \(names)")
            let record = RecoveryRecord(
                setID: setID, created: seconds(&state), threshold: request.threshold,
                holders: request.holders.map(\.name))
            return try append(event, [Mutation(RecordKind.recovery.only, record.encoded)], to: &state)
        }
        let shares = sealed.map { Blob(Array($0.text.utf8)) }
        return Answered(RecoveryShares(setID: setID, shares: shares), after: number)
    }

    /// The first record after shares opened the state.
    func recordRecovery(by identity: String) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            let event = AuditEvent(
                identity: identity, tenant: "default", operation: EnclaveOperation.recoverySubmit.name)
            try append(event, [], to: &state)
        }
        try Refusal.mapping { () throws(JournalError) in try journal.flush() }
    }

    private func compact(_ caller: Caller) throws(Refusal) -> Answered<Empty> {
        try Refusal.mapping { () throws(JournalError) in try journal.compact() }
        let number = try state.withLock { state throws(Refusal) in try append(AuditEvent(caller), [], to: &state) }
        return Answered(Empty(), after: number)
    }
}
