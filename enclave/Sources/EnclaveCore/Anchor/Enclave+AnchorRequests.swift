internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import TPM2

extension Enclave {
    static let anchorHandlers: [(EnclaveOperation, Handler)] = [
        Handler.maybeLater(.administrator, work: { _, _, _ in .computation }) {
            enclave, caller, request throws(Refusal) in try enclave.acceptAnchor(request, caller)
        }
    ]

    /// Takes the state as it is: with a new counter in the TPM of this start, or without one where none was given.
    private func acceptAnchor(_ request: AnchorAccept, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        guard anchor.refusal != nil else {
            throw Refusal(.stateNotLocked, "the anchor keeps nothing locked, so there is nothing to accept")
        }
        let found = anchor.view.withLock { $0.found }
        guard request.recordNumber == found else {
            throw Refusal(
                .invalidArgument, "the newest record that this start found is \(found), not \(request.recordNumber)",
                remedy: "Make sure that it is the state you mean; then accept that number.")
        }
        try anchor.work.withLock { work throws(Refusal) in
            guard configuration.anchor != nil else { return try giveUpAnchor(&work, caller) }
            guard let counter = work.counter else {
                throw Refusal(
                    .stateLocked, "the TPM of this start could not be reached",
                    remedy: "Start the enclave with one that can be, or without --anchor; then accept.")
            }
            try makeAnchor(&work, counter, recordedAs: caller.operation.name, by: caller)
        }
        anchor.stand(configuration.anchor == nil ? .none : .holding)
        return Answered(Empty())
    }

    private func giveUpAnchor(_ work: inout Anchor.Work, _ caller: Caller) throws(Refusal) {
        try recordAnchor(
            caller.operation.name, by: caller, detail: "given up", [Mutation(RecordKind.anchor.only, nil)])
        work.record = nil
        anchor.view.withLock { $0.record = nil }
    }

    /// Nothing is done with a state that its anchor does not vouch for; and nothing that administrators sign while
    /// their word could be taken back with the state.
    func checkAnchor(_ operation: EnclaveOperation, isAuthorized: Bool) throws(Refusal) {
        if let refusal = anchor.refusal, !Self.withoutAnchor.contains(operation) { throw refusal }
        guard isAuthorized, case .failing(let reason) = anchor.standing else { return }
        throw Refusal(
            .unconfirmed, "administrators' requests wait for the anchor: \(reason)",
            remedy: "Mend the TPM and start the enclave again; see `casemate status`.")
    }

    private static let withoutAnchor: Set<EnclaveOperation> = [
        .status, .challenge, .auditRead, .evidence, .enclaveAttest, .anchorAccept,
    ]

    /// What administrators signed is answered when no older state can pass for this one any more.
    func anchoring(_ outcome: Outcome, for caller: Caller) -> Outcome {
        guard caller.authorization != nil, anchor.standing == .holding else { return outcome }
        let number = anchor.newest.load(ordering: .acquiring)
        let give: @Sendable () -> Reply?
        switch outcome {
        case .done(_, after: 0), .later: return outcome
        case .done(let reply, _): give = { reply }
        case .when(let wait): give = wait
        }
        anchor.view.withLock { $0.wanted = max($0.wanted, number) }
        return .when { [anchor] in
            guard let reply = give() else { return nil }
            let (standing, covered) = anchor.view.withLock { ($0.standing, $0.covered) }
            if covered >= number { return reply }
            guard case .failing(let reason) = standing else { return nil }
            return .refusal(
                Refusal(
                    .unconfirmed, "the change is recorded, but could be taken back with an older state: \(reason)",
                    remedy: "Mend the TPM and start the enclave again; look whether the change is there."))
        }
    }

    /// The facts of `status`; none where there is no anchor.
    var anchorFacts: [StatusFact] {
        let view = anchor.view.withLock { $0 }
        guard view.standing != .none else { return [StatusFact("anchor", view.standing.text)] }
        var facts = [StatusFact("anchor", view.standing.text)]
        if let source = configuration.anchor { facts.append(StatusFact("anchorAddress", source.name)) }
        if case .refused = view.standing { facts.append(StatusFact("anchorFound", String(view.found))) }
        guard let record = view.record else { return facts }
        return facts + [
            StatusFact("anchorIndex", "0x" + String(record.index.handle, radix: 16)),
            StatusFact("anchorCounter", String(record.value)),
            StatusFact("anchorCovered", String(view.covered)),
            StatusFact("anchorKey", Hex.encode(record.key)),
        ]
    }
}
