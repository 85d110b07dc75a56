package import Kubernetes

/// A question to the API server: may this subject do that?
///
/// Source: Kubernetes API reference, authorization.k8s.io/v1.
package struct SubjectAccessReview: KubernetesResource {
    package static let resource = ResourceDescriptor(
        group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews", kind: "SubjectAccessReview",
        isNamespaced: false)

    /// What would be done to what.
    package struct Attributes: Codable, Hashable, Sendable {
        package var namespace: String?
        package var verb: String
        package var group: String
        package var resource: String
        package var name: String
    }

    /// The question.
    package struct Spec: Codable, Hashable, Sendable {
        package var resourceAttributes: Attributes
        package var user: String?
        package var groups: [String]?
        package var extra: [String: [String]]?
        package var uid: String?
    }

    /// The answer.
    package struct Status: Codable, Hashable, Sendable {
        package var allowed: Bool
    }

    package var metadata = ObjectMeta()
    package var spec: Spec
    package var status: Status?

    /// Whether the requester of a CertificateSigningRequest may `reference` an issuer.
    package init(of request: CertificateSigningRequest, referencing issuer: IssuerReference) {
        let attributes = Attributes(
            namespace: issuer.key.namespace, verb: "reference", group: IssuerKind.group,
            resource: issuer.kind.resource.plural, name: issuer.key.name)
        spec = Spec(
            resourceAttributes: attributes, user: request.spec.username, groups: request.spec.groups,
            extra: request.spec.extra, uid: request.spec.uid)
    }
}
