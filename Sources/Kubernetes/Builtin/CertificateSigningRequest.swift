/// A request for a certificate by a named signer.
///
/// Source: Kubernetes API reference, certificates.k8s.io/v1.
public struct CertificateSigningRequest: KubernetesResource {
    public static let resource = ResourceDescriptor(
        group: "certificates.k8s.io", version: "v1", plural: "certificatesigningrequests",
        kind: "CertificateSigningRequest", isNamespaced: false)

    /// What is asked, and by whom; cannot be changed.
    public struct Spec: Codable, Hashable, Sendable {
        /// Base64 of the PEM of a PKCS#10 request.
        public var request: String
        public var signerName: String
        public var usages: [String]?
        /// The asked lifetime, at least 600.
        public var expirationSeconds: Int64?
        /// The requester, by the server.
        public var username: String?
        public var uid: String?
        public var groups: [String]?
        public var extra: [String: [String]]?

        /// A request; the server fills in the requester.
        public init(request: String, signerName: String, usages: [String], expirationSeconds: Int64? = nil) {
            self.request = request
            self.signerName = signerName
            self.usages = usages
            self.expirationSeconds = expirationSeconds
        }
    }

    /// What became of it.
    public struct Status: Codable, Hashable, Sendable {
        /// `Approved`, `Denied` (through the `approval` subresource), `Failed`.
        public var conditions: [Condition]?
        /// Base64 of the PEM chain, leaf first.
        public var certificate: String?

        /// A status.
        public init(conditions: [Condition]? = nil, certificate: String? = nil) {
            self.conditions = conditions
            self.certificate = certificate
        }
    }

    /// A condition; its status is always `True`.
    public struct Condition: Codable, Hashable, Sendable {
        public var type: String
        public var status: String
        public var reason: String?
        public var message: String?
        public var lastUpdateTime: Timestamp?
        public var lastTransitionTime: Timestamp?

        /// A condition that holds.
        public init(type: String, reason: String, message: String, lastUpdateTime: Timestamp? = nil) {
            self.type = type
            self.status = "True"
            self.reason = reason
            self.message = message
            self.lastUpdateTime = lastUpdateTime
        }
    }

    public var metadata: ObjectMeta
    public var spec: Spec
    public var status: Status?

    /// A new request.
    public init(metadata: ObjectMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    /// Whether a condition of that type is there.
    public func has(condition type: String) -> Bool {
        status?.conditions?.contains { $0.type == type } ?? false
    }
}
