package import Kubernetes

/// A Lease whose holder proposes its member as lead when the domain has none.
package struct LeaseProposal: Sendable {
    package var cluster: ClusterConfiguration
    /// The Lease.
    package var namespace: String
    package var name: String
    /// This process, by a name no other has.
    package var identity: String
    /// How long a silent holder is waited for.
    package var duration: Duration = .seconds(15)

    /// A Lease of that name.
    package init(cluster: ClusterConfiguration, namespace: String, name: String, identity: String) {
        self.cluster = cluster
        self.namespace = namespace
        self.name = name
        self.identity = identity
    }
}
