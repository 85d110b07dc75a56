internal import Kubernetes

/// A resource of the API and where kube-apiserver keeps its objects in etcd.
struct StorageResource: Sendable {
    /// As the user named it: `PLURAL` or `PLURAL.GROUP`.
    let name: String
    /// Where its objects are in the API.
    let descriptor: ResourceDescriptor
    /// What comes between etcd's prefix and an object's own name, without slashes at its ends.
    let path: String

    /// The built-in resources whose path is not their plural name.
    ///
    /// Source: Kubernetes, `SpecialDefaultResourcePrefixes` in `pkg/kubeapiserver/default_storage_factory_builder.go`.
    private static let special = [
        "replicationcontrollers": "controllers", "endpoints": "services/endpoints", "services": "services/specs",
        "nodes": "minions", "ingresses.networking.k8s.io": "ingress",
        "apiservices.apiregistration.k8s.io": "apiregistration.k8s.io/apiservices",
        "customresourcedefinitions.apiextensions.k8s.io": "apiextensions.k8s.io/customresourcedefinitions",
    ]

    /// Objects of a built-in resource, or of one that a CustomResourceDefinition made.
    init(name: String, descriptor: ResourceDescriptor, isCustom: Bool) {
        self.name = name
        self.descriptor = descriptor
        path = isCustom ? "\(descriptor.group)/\(descriptor.plural)" : Self.special[name] ?? descriptor.plural
    }
}
