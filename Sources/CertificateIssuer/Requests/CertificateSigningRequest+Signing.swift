internal import EnclaveProtocol
internal import Kubernetes

extension CertificateSigningRequest: SigningRequest {
    /// Istio 1.13 to 1.18 and cert-manager write it, and cert-manager lets it stand above the field.
    private static let durationAnnotation = "experimental.cert-manager.io/request-duration"
    /// The least the API takes, in seconds.
    private static let shortestLifetime: Int64 = 600

    func issuers(ownNamespace: String) -> [IssuerReference] {
        SignerName.candidates(spec.signerName, ownNamespace: ownNamespace)
    }

    var stage: RequestStage {
        if has(condition: "Denied") || has(condition: "Failed") || status?.certificate?.isEmpty == false {
            return .finished
        }
        return has(condition: "Approved") ? .approved : .waitsForApproval
    }

    var requester: String { spec.username ?? "" }

    func demand() throws(RequestFault) -> SigningDemand {
        SigningDemand(
            request: try Self.pem(spec.request), usages: try Self.checked(spec.usages ?? []), lifetime: try lifetime(),
            requester: requester)
    }

    private func lifetime() throws(RequestFault) -> Int64? {
        guard let text = metadata.annotations?[Self.durationAnnotation] else { return spec.expirationSeconds }
        guard let seconds = LifetimeText.goSeconds(text) else {
            throw RequestFault(
                reason: "InvalidDuration",
                message: "the annotation \(Self.durationAnnotation) is no Go duration: \(text)")
        }
        guard seconds >= Self.shortestLifetime else {
            throw RequestFault(
                reason: "InvalidDuration", message: "the requested duration \(text) is below \(Self.shortestLifetime)s")
        }
        return seconds
    }

    func review(of issuer: IssuerReference) -> SubjectAccessReview? {
        issuer.kind == .namespaced ? SubjectAccessReview(of: self, referencing: issuer) : nil
    }

    func verdict(_ verdict: RequestVerdict, _ context: RequestContext) -> Patch? {
        switch verdict {
        case .signed(let certificate):
            let text = PEMText.certificates(certificate.chain(full: context.hasFullChain))
            return .merge(["status": ["certificate": .string(Base64.text(text.utf8))]])
        case .failed(let fault):
            var condition = Condition(
                type: "Failed", reason: fault.reason, message: fault.message, lastUpdateTime: context.now)
            condition.lastTransitionTime = context.now
            return conditions((status?.conditions ?? []) + [condition])
        // The API has no place for a wait, and a denial is the approver's own.
        case .denied, .pending: return nil
        }
    }

    private func conditions(_ conditions: [Condition]) -> Patch? {
        guard let list = try? JSONValue(encoding: conditions) else { return nil }
        var patch: JSONValue = ["status": ["conditions": list]]
        // Conditions are replaced as a whole, so only those that were read.
        if let version = metadata.resourceVersion { patch["metadata"] = ["resourceVersion": .string(version)] }
        return .merge(patch)
    }
}
