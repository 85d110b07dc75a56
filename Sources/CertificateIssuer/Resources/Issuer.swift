package import Kubernetes

/// A TCSIssuer or TCSClusterIssuer; both have the same fields.
package struct Issuer: KubernetesObject {
    /// What was asked for.
    package struct Spec: Codable, Hashable, Sendable {
        /// The Secret the CA certificate is published in; none if absent or empty.
        package var secretName: String?
        /// False: the key comes from a key server, through a QuoteAttestation. The schema's default is true.
        package var selfSign: Bool?
        /// Copied to the Secret and the QuoteAttestation.
        package var labels: [String: String]?
        /// The CA's key: `p256` (the default), `p384`, `p521`, `ed25519`, `rsa2048`, `rsa3072`, `rsa4096`.
        package var algorithm: String?
        /// The CA's subject, RFC 4514.
        package var subject: String?
        /// How long a root lives, for example `3650d`.
        package var lifetime: String?
        /// The longest life of what it issues.
        package var maximumLifetime: String?
        /// The enclave's profile it issues by.
        package var profile: String?
        /// Patterns of the names it signs, for example `dns:.example.com`; any name if absent.
        package var names: [String]?
        /// `Automatic` (the default) or `Manual`.
        package var rotation: String?
        /// `Optional` (the default): a request's quote is verified if it has one; `Required`: it must have one.
        package var quotes: String?
        /// Which of the program's policies judges quotes; the one without a name if absent.
        package var quotePolicy: String?

        /// What an empty spec means.
        package init() {}
    }

    /// What became of it.
    package struct Status: Codable, Hashable, Sendable {
        package var conditions: [IssuerCondition]?
        /// The generation of the spec that this is about.
        package var observedGeneration: Int64?
        /// The authority's name in the enclave. Once it stands here, no other is ever made in its place.
        package var authority: String?
        /// The Secret that was published.
        package var secretName: String?
        /// When the CA certificate ends.
        package var notAfter: Timestamp?

        package init() {}
    }

    package var metadata: ObjectMeta
    package var spec: Spec?
    package var status: Status?

    /// A new issuer.
    package init(metadata: ObjectMeta, spec: Spec = Spec()) {
        self.metadata = metadata
        self.spec = spec
    }

    /// Held by the issuer, the Secret and the QuoteAttestation alike, as in Intel's.
    package static let finalizer = "tcs.intel.com/issuer-protection"

    /// Whether the CA's key is made here.
    package var isSelfSigned: Bool { spec?.selfSign ?? true }

    /// The condition of that type.
    package func condition(_ type: IssuerCondition.Kind) -> IssuerCondition? {
        status?.conditions?.first { $0.type == type.rawValue }
    }
}
