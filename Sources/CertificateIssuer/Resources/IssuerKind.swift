package import Kubernetes

/// The two kinds of issuer: one of a namespace, one of the cluster.
package enum IssuerKind: String, CaseIterable, Sendable {
    case namespaced = "TCSIssuer"
    case cluster = "TCSClusterIssuer"

    /// The API group of everything here, Intel's.
    package static let group = "tcs.intel.com"

    /// Where the objects live.
    package var resource: ResourceDescriptor {
        ResourceDescriptor(
            group: Self.group, version: "v1alpha1", plural: word + "s", kind: rawValue,
            isNamespaced: self == .namespaced)
    }

    /// The kind's word in signer names.
    package var word: String { rawValue.lowercased() }

    /// The domain of its signer names.
    package var domain: String { "\(word).\(Self.group)" }
}

/// Names one issuer.
package struct IssuerReference: Hashable, Sendable, CustomStringConvertible {
    package let kind: IssuerKind
    package let key: ObjectKey

    /// A reference; an issuer of the cluster has no namespace.
    package init(_ kind: IssuerKind, _ key: ObjectKey) {
        self.kind = kind
        self.key = kind == .cluster ? ObjectKey(name: key.name) : key
    }

    /// What the signer is called everywhere: in CertificateSigningRequests, in the enclave, at key servers.
    package var signerName: String {
        switch kind {
        case .namespaced: "\(kind.domain)/\(key.namespace ?? "").\(key.name)"
        case .cluster: "\(kind.domain)/\(key.name)"
        }
    }

    package var description: String { signerName }
}
