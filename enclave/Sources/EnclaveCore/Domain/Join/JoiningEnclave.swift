internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import SealedSession
internal import Synchronization
internal import TEEPlatform

/// A start with `--join`: an enclave without a state, which a domain's lead may make a member.
///
/// It holds nothing yet: what it knows of the domain is the administrators it was started with.
final class JoiningEnclave: ClosedEnclave {
    let sessionKey = SessionPrivateKey()
    private let directory: StateDirectory
    /// They must have signed the domain's policy.
    private let administrators: Administrators
    /// One join at a time; nothing else waits for it but `status`.
    private let join: Mutex<Join>

    private struct Join {
        var step = Step.idle
        var refusals = RefusedJoins()
    }

    private enum Step {
        case idle
        /// With the time by the host's monotonic clock, milliseconds.
        case begun(JoinBegun, name: String, at: Int64)
        case answered(JoinAttempt)
        case done
    }

    init(directory: StateDirectory) throws(Refusal) {
        let configuration = directory.configuration
        guard !configuration.administrators.isEmpty else {
            throw Refusal(
                .authorizationRequired, "a joiner must know who may govern the domain it joins",
                remedy: "Give --administrator FILE for each of the domain's administrators, and their --threshold.")
        }
        try Refusal.mapping { () throws(JournalError) in try Journal.checkEmpty(directory.storage) }
        self.directory = directory
        administrators = try Administrators(keys: configuration.administrators, threshold: configuration.threshold)
        join = Mutex(Join())
    }

    var reason: String { "waiting to be admitted to a domain" }

    var remedy: String { "`casemate domain join --peer ADDRESS --name NAME` joins it to the domain there." }

    /// Zero until a domain's offer was accepted.
    var instanceID: Identifier {
        join.withLock { join in
            guard case .answered(let attempt) = join.step else { return Identifier(high: 0, low: 0) }
            return attempt.identity.instance
        }
    }

    /// Zero until a join begins, which each time gives another.
    var memberID: Identifier {
        join.withLock { join in
            switch join.step {
            case .begun(let begun, _, _): begun.memberID
            case .answered(let attempt): attempt.identity.member
            case .idle, .done: Identifier(high: 0, low: 0)
            }
        }
    }

    func handle(_ call: Call) -> (Reply, opened: Enclave?) {
        let operation = EnclaveOperation(rawValue: call.header.operation)
        do throws(Refusal) {
            switch operation {
            case .status: return (.answer(status(on: directory).encoded), nil)
            case .joinBegin: return (.answer(try begin(try Refusal.decoding(JoinBegin.self, call.body)).encoded), nil)
            case .joinAppraise, .joinComplete: return try advance(call)
            default:
                if let reply = try evidenceReply(to: call, on: directory) { return (reply, nil) }
                throw Refusal(
                    .stateLocked, "this enclave waits to be admitted to a domain",
                    remedy: remedy)
            }
        } catch {
            return (.refusal(error), nil)
        }
    }

    private func begin(_ request: JoinBegin) throws(Refusal) -> JoinBegun {
        guard NameLimits.isValid(request.name) else {
            throw Refusal(.invalidArgument, "the name of a member is not one", remedy: "It has \(NameLimits.rule).")
        }
        let begun = JoinBegun(memberID: .random(), nonce: RandomBytes.make(32))
        let now = directory.configuration.monotonicClock()
        join.withLock { $0.step = .begun(begun, name: request.name, at: now) }
        return begun
    }

    /// A refusal is kept: the audit of the state that this may become begins with it.
    private func advance(_ call: Call) throws(Refusal) -> (Reply, opened: Enclave?) {
        try join.withLock { join throws(Refusal) in
            do throws(Refusal) {
                guard call.header.operation == EnclaveOperation.joinComplete.rawValue else {
                    let request = try Refusal.decoding(JoinAppraise.self, call.body)
                    return (.answer(try appraise(request, &join.step).encoded), nil)
                }
                let request = try Refusal.decoding(JoinComplete.self, call.body)
                return (.answer(Empty().encoded), try complete(request, &join))
            } catch {
                join.refusals.note(error, call, at: directory.configuration.wallClock())
                throw error
            }
        }
    }

    /// The offer must answer what was begun here, under a policy of the administrators, from an enclave it accepts.
    private func appraise(_ request: JoinAppraise, _ step: inout Step) throws(Refusal) -> ProofAnswer {
        let offer = try Refusal.statement(OfferStatement.self, request.offer.proof.statement)
        let now = directory.configuration.monotonicClock()
        guard case .begun(let begun, let name, let since) = step, .milliseconds(now - since) < JoinOffers.lifetime,
            offer.joinerID == begun.memberID, offer.joinerNonce == begun.nonce
        else {
            throw Refusal(
                .authorizationInvalid, "the offer answers no join that was begun here within five minutes",
                remedy: "Begin the join again: `casemate domain join`.")
        }
        try check(isDevelopment: offer.isDevelopment)
        // Before the lead admits a member that could not write its state.
        try Refusal.mapping { () throws(JournalError) in
            try Journal.checkSpace(of: directory.storage, reserve: directory.configuration.storageReserve)
        }
        let policy = try policy(of: offer)
        let time = directory.configuration.wallClock() / 1000
        guard directory.configuration.hasMemory(AppraisedPeer.memory(for: request.offer)) else {
            throw Refusal(
                .resourceExhausted, "the enclave has no secret memory for this evidence",
                remedy: "Start the joiner with more --secret-memory.")
        }
        let lead = try AppraisedPeer(request.offer, by: policy, at: time)
        let attempt = try JoinAttempt(answering: offer, from: lead, by: policy, named: name)
        let proof = try EvidenceMaker(platform: directory.platform, mode: .locked).proof(attempt.statement)
        step = .answered(attempt)
        return proof
    }

    /// Memory may be ordinary in development: such an enclave gets no domain key but one of development, and the reverse.
    private func check(isDevelopment: Bool) throws(Refusal) {
        guard isDevelopment != directory.configuration.isDevelopment else { return }
        throw Refusal(
            .memberRefused, "the domain is \(isDevelopment ? "" : "not ")one of development, this enclave the opposite",
            remedy: "Start the joiner \(isDevelopment ? "with" : "without") --development.")
    }

    private func policy(of offer: OfferStatement) throws(Refusal) -> DomainPolicy {
        guard let signed = offer.policy else { throw Refusal(.memberRefused, "the domain has no policy to join by") }
        do throws(Refusal) {
            return try DomainPolicy(signed, signedBy: administrators, for: offer.domainID)
        } catch {
            guard error.code == .authorizationInvalid else { throw error }
            throw Refusal(
                error.code,
                "this enclave's administrators did not sign the policy of domain \(offer.domainID): \(error.message)",
                remedy: "Give the domain's --administrator files; where they changed, have them set the policy again.")
        }
    }

    private func complete(_ request: JoinComplete, _ join: inout Join) throws(Refusal) -> Enclave {
        guard case .answered(let attempt) = join.step else {
            throw Refusal(
                .authorizationInvalid, "the grant answers no join that this enclave waits for",
                remedy: "Begin the join again: `casemate domain join`.")
        }
        let content = try attempt.content(of: request.grant)
        let enclave = try directory.join(attempt, with: content, after: join.refusals)
        join.step = .done
        return enclave
    }
}
