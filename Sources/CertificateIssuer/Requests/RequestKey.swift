internal import Kubernetes

/// A request in the queue: its requester beside its key, so that requesters take turns.
struct RequestKey: Hashable, Sendable {
    let key: ObjectKey
    let requester: String

    init(_ request: some SigningRequest) {
        key = request.key
        requester = request.requester
    }
}
