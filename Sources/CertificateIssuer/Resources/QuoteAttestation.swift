package import Kubernetes

/// Asks whoever runs a key server's client to have a quote verified, and a CA's key delivered.
package struct QuoteAttestation: KubernetesResource {
    package static let resource = ResourceDescriptor(
        group: IssuerKind.group, version: "v1alpha2", plural: "quoteattestations", kind: "QuoteAttestation")

    /// What is asked.
    package struct Spec: Codable, Hashable, Sendable {
        /// `QuoteAttestation` or `KeyProvisioning`.
        package var type: String
        /// Base64 of the base64 text of the quote.
        package var quote: String
        package var quoteVersion: String?
        /// Base64 of base64 text.
        package var nonce: String?
        package var serviceId: String
        /// Base64 of a PEM public key.
        package var publicKey: String
        package var signerName: String
        /// The Secret that the key is to be delivered in.
        package var secretName: String?
    }

    /// What became of it.
    package struct Status: Codable, Hashable, Sendable {
        package var conditions: [Condition]?
    }

    /// What holds; every field may be missing.
    package struct Condition: Codable, Hashable, Sendable {
        package var type: String?
        package var status: String?
        package var reason: String?
        package var message: String?
    }

    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: Status?

    package init(metadata: ObjectMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    /// The condition `Ready`.
    package var ready: Condition? { status?.conditions?.first { $0.type == "Ready" } }
}
