internal import Attestation
internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    static let domainPolicyHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.administrator) { (enclave, caller, _: DomainPolicyPut) throws(Refusal) in
            try enclave.putDomainPolicy(caller)
        }
    ]

    /// The request is kept as it was signed: every joiner checks the signatures itself.
    private func putDomainPolicy(_ caller: Caller) throws(Refusal) -> Answered<Empty> {
        guard let authorization = caller.authorization else { throw .authorizationNeeded(for: caller.operation) }
        let policy = try DomainPolicy(
            SignedDomainPolicy(body: authorization.body, authorization: authorization.authorization))
        return try state.withLock { state throws(Refusal) in
            let sets = policy.appraisal.measurementSets.joined(separator: ", ")
            let detail =
                "admits \(sets)\(policy.admitsByEvidence ? " by evidence alone" : "")"
                + (policy.promotion.map { "; \($0.words)" } ?? "")
            let event = AuditEvent(caller, name: policy.name, detail: detail)
            try policy.checkPromotion(after: state.domain)
            let mutation = Mutation(RecordKind.domainPolicy.only, StoredValue(policy.signed).encoded)
            let record = try append(event, [mutation], to: &state)
            try absorbDomain([mutation], into: &state)
            return Answered(Empty(), after: record)
        }
    }

    /// The policy in force, read and checked.
    func domainPolicy() throws(Refusal) -> DomainPolicy { try DomainPolicy(try signedDomainPolicy()) }

    /// The policy in force as it was signed, or a refusal that says how to set one.
    func signedDomainPolicy() throws(Refusal) -> SignedDomainPolicy {
        guard let bytes = try read(RecordKind.domainPolicy.only) else {
            throw Refusal(
                .notFound, "this enclave has no policy by which it could admit members",
                remedy: "Set one: `casemate domain policy set FILE --name NAME --administrator-key FILE`.")
        }
        return try Refusal.record(StoredValue<SignedDomainPolicy>.self, bytes).value
    }

    /// Empty while there is no policy.
    var domainPolicyName: String {
        guard let signed = try? signedDomainPolicy() else { return "" }
        return (try? DomainPolicyPut(decoding: signed.body))?.name ?? ""
    }
}
