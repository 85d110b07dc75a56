internal import CertificateIssuer
internal import Kubernetes

extension CertificateRequest: LoadRequest {
    static func make(_ name: String, request: String, signer: Signer) -> Self {
        Self(metadata: ObjectMeta(name: name), spec: Spec(issuerRef: signer.reference, request: request))
    }

    static let approvalSubresource = "status"
    static let approval = conditions([("Approved", "Load")])

    /// Conditions are one list: the approval stays in it.
    static func answer(_ certificate: String) -> Patch {
        guard case .merge(var body) = conditions([("Approved", "Load"), ("Ready", "Issued")]) else { return approval }
        body["status"]?["certificate"] = .string(certificate)
        body["status"]?["ca"] = .string(certificate)
        return .merge(body)
    }

    var isAnswered: Bool { condition("Ready")?.status == "True" }
    var certificate: String? { status?.certificate }

    private static func conditions(_ conditions: [(type: String, reason: String)]) -> Patch {
        let list = conditions.map { type, reason -> JSONValue in
            ["type": .string(type), "status": "True", "reason": .string(reason), "message": "for figures"]
        }
        return .merge(["status": ["conditions": .array(list)]])
    }
}
