internal import EnclaveProtocol
internal import Kubernetes

extension CertificateRequest: SigningRequest {
    func issuers(ownNamespace: String) -> [IssuerReference] {
        // Neither group nor kind is ever left out for us: cert-manager reads absence as its own.
        guard spec.issuerRef.group == IssuerKind.group,
            let kind = spec.issuerRef.kind.flatMap(IssuerKind.init(rawValue:))
        else { return [] }
        return [IssuerReference(kind, ObjectKey(namespace: metadata.namespace, name: spec.issuerRef.name))]
    }

    var stage: RequestStage {
        let ready = condition("Ready")
        if ready?.status == "True" || condition("InvalidRequest")?.status == "True" { return .finished }
        if let reason = ready?.reason, ["Denied", "Failed"].contains(reason) { return .finished }
        if condition("Denied")?.status == "True" { return .denied }
        return condition("Approved")?.status == "True" ? .approved : .waitsForApproval
    }

    /// The namespace where cert-manager's webhook did not say who.
    var requester: String {
        spec.username.flatMap { $0.isEmpty ? nil : $0 } ?? "namespace \(metadata.namespace ?? "")"
    }

    func demand() throws(RequestFault) -> SigningDemand {
        guard spec.isCA != true else {
            throw .signing("isCA: CA certificates are not issued to requests; an administrator makes one")
        }
        return SigningDemand(
            request: try Self.pem(spec.request),
            usages: try Self.checked(spec.usages.flatMap { $0.isEmpty ? nil : $0 } ?? Self.usualUsages),
            lifetime: try lifetime(), requester: requester)
    }

    private static let usualUsages = ["digital signature", "key encipherment"]

    private func lifetime() throws(RequestFault) -> Int64? {
        guard let text = spec.duration else { return nil }
        guard let seconds = LifetimeText.goSeconds(text), seconds > 0 else {
            throw .signing("the duration \(text) cannot be honoured")
        }
        return seconds
    }

    /// cert-manager's approvers decide by the issuer's own name.
    func review(of issuer: IssuerReference) -> SubjectAccessReview? { nil }

    func verdict(_ verdict: RequestVerdict, _ context: RequestContext) -> Patch? {
        var status: JSONValue = [:]
        switch verdict {
        case .signed(let certificate):
            status["certificate"] = .string(Base64.text(PEMText.certificates(certificate.chain(full: false)).utf8))
            status["ca"] = .string(Base64.text(PEMText.certificates([certificate.issuer]).utf8))
            return patch(status, ready(true, "Issued", "Signed", context))
        case .failed(let fault):
            status["failureTime"] = .string(context.now.description)
            return patch(status, ready(false, "Failed", fault.message, context))
        case .denied:
            status["failureTime"] = .string((self.status?.failureTime ?? context.now).description)
            return patch(status, ready(false, "Denied", "The cr was denied by an approval controller", context))
        case .pending(let message):
            guard condition("Ready")?.message != message else { return nil }
            return patch(status, ready(false, "Pending", message, context))
        }
    }

    private func ready(_ isReady: Bool, _ reason: String, _ message: String, _ context: RequestContext) -> Condition {
        let status = isReady ? "True" : "False"
        let old = condition("Ready")
        return Condition(
            type: "Ready", status: status, reason: reason, message: message,
            lastTransitionTime: old?.status == status ? old?.lastTransitionTime ?? context.now : context.now)
    }

    private func patch(_ fields: JSONValue, _ ready: Condition) -> Patch? {
        var conditions = status?.conditions ?? []
        if let index = conditions.firstIndex(where: { $0.type == ready.type }) {
            conditions[index] = ready
        } else {
            conditions.append(ready)
        }
        guard let list = try? JSONValue(encoding: conditions) else { return nil }
        var fields = fields
        fields["conditions"] = list
        var patch: JSONValue = ["status": fields]
        if let version = metadata.resourceVersion { patch["metadata"] = ["resourceVersion": .string(version)] }
        return .merge(patch)
    }
}
