package import Kubernetes

/// cert-manager's request for a certificate.
///
/// Source: cert-manager API reference, cert-manager.io/v1.
package struct CertificateRequest: KubernetesResource {
    package static let resource = ResourceDescriptor(
        group: "cert-manager.io", version: "v1", plural: "certificaterequests", kind: "CertificateRequest")

    /// Which issuer is meant.
    package struct IssuerRef: Codable, Hashable, Sendable {
        package var name: String
        package var kind: String?
        package var group: String?

        package init(name: String, kind: String? = nil, group: String? = nil) {
            self.name = name
            self.kind = kind
            self.group = group
        }
    }

    /// What is asked, and by whom; cannot be changed.
    package struct Spec: Codable, Hashable, Sendable {
        package var issuerRef: IssuerRef
        /// Base64 of the PEM of a PKCS#10 request.
        package var request: String
        /// A Go duration.
        package var duration: String?
        package var isCA: Bool?
        package var usages: [String]?
        /// The requester, by cert-manager's webhook.
        package var username: String?

        package init(issuerRef: IssuerRef, request: String) {
            self.issuerRef = issuerRef
            self.request = request
        }
    }

    /// What became of it.
    package struct Status: Codable, Hashable, Sendable {
        package var conditions: [Condition]?
        /// Base64 of the PEM chain, leaf first.
        package var certificate: String?
        package var ca: String?
        package var failureTime: Timestamp?
    }

    /// What holds of a request.
    package struct Condition: Codable, Hashable, Sendable {
        package var type: String
        package var status: String
        package var reason: String?
        package var message: String?
        package var lastTransitionTime: Timestamp?
    }

    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: Status?

    package init(metadata: ObjectMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    /// The condition of that type.
    package func condition(_ type: String) -> Condition? {
        status?.conditions?.first { $0.type == type }
    }
}
