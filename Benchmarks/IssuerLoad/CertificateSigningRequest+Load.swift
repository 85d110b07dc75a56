internal import Kubernetes

extension CertificateSigningRequest: LoadRequest {
    static func make(_ name: String, request: String, signer: Signer) -> Self {
        let usages = ["digital signature", "key encipherment", "server auth", "client auth"]
        return Self(
            metadata: ObjectMeta(name: name),
            spec: Spec(request: request, signerName: signer.name, usages: usages, expirationSeconds: 86_400))
    }

    static let approvalSubresource = "approval"
    static let approval = Patch.merge([
        "status": ["conditions": [["type": "Approved", "status": "True", "reason": "Load", "message": "for figures"]]]
    ])

    static func answer(_ certificate: String) -> Patch { .merge(["status": ["certificate": .string(certificate)]]) }

    var isAnswered: Bool { certificate?.isEmpty == false }
    var certificate: String? { status?.certificate }
}
