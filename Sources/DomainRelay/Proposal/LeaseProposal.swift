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

extension LeaseProposal {
    /// How long a holder that cannot renew goes on, and how long a request may take: what comes later is of no use.
    var renewDeadline: Duration { duration * 2 / 3 }

    /// How long a holder proposes its member in vain, before another should: it may be behind, cut off from the others, or
    /// not allowed to lead.
    var patience: Duration { duration * 2 }

    /// The cluster, for requests of a Lease.
    var client: ClusterConfiguration {
        var cluster = cluster
        cluster.requestTimeout = min(cluster.requestTimeout, renewDeadline)
        cluster.connectTimeout = min(cluster.connectTimeout, renewDeadline)
        return cluster
    }

    /// The Lease as people name it.
    var title: String { "\(namespace)/\(name)" }
}
