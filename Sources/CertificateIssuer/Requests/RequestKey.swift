internal import Kubernetes

/// A request in the queue: whose turn it waits for beside its key.
struct RequestKey: Hashable, Sendable {
    let key: ObjectKey
    /// The requester, in its namespace where requests have one: all Certificates of a cluster are asked for by one
    /// ServiceAccount, cert-manager's.
    let turn: String

    init(_ request: some SigningRequest) {
        key = request.key
        turn = [request.requester, request.metadata.namespace ?? ""].joined(separator: "\n")
    }
}
