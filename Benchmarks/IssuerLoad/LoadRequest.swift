internal import CertificateIssuer
internal import Kubernetes

/// What the load does to a request of either kind.
protocol LoadRequest: KubernetesResource {
    /// A request of that name, of the base64 of a PKCS#10 in PEM, for a signer.
    static func make(_ name: String, request: String, signer: Signer) -> Self
    /// Approves it, as whoever may.
    static var approval: Patch { get }
    static var approvalSubresource: String { get }
    /// Answers it with base64 of a PEM chain.
    static func answer(_ certificate: String) -> Patch
    /// Whether it has its certificate.
    var isAnswered: Bool { get }
    /// Base64 of the chain it was answered with.
    var certificate: String? { get }
}

/// Whom a request is for.
struct Signer: Sendable {
    /// As CertificateSigningRequests have it.
    let name: String
    /// As CertificateRequests have it: the name behind the slash, and the kind.
    let reference: CertificateRequest.IssuerRef

    init(_ name: String) {
        self.name = name
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let domain = parts.first ?? ""
        let kind = IssuerKind.allCases.first { $0.domain == domain }
        reference = CertificateRequest.IssuerRef(
            name: parts.last ?? "", kind: kind?.rawValue ?? "Stranger", group: kind == nil ? domain : IssuerKind.group)
    }
}
