package import Kubernetes

/// What holds of an issuer.
package struct IssuerCondition: Codable, Hashable, Sendable {
    /// The types written here.
    package enum Kind: String, Sendable {
        /// Whether it signs. Intel's, to the letter of its messages.
        case ready = "Ready"
        /// Whether names are restricted.
        case policy = "Policy"
        /// Whether the enclave's administrator is a key that lies beside its state.
        case development = "Development"
    }

    package var type: String
    /// `True`, `False` or `Unknown`.
    package var status: String
    package var lastTransitionTime: Timestamp?
    package var reason: String?
    package var message: String?

    package init(_ kind: Kind, _ status: String, reason: String = "Reconcile", message: String) {
        type = kind.rawValue
        self.status = status
        self.reason = reason
        self.message = message
    }
}

extension [IssuerCondition] {
    /// Puts a condition in the place of the one of its type; its time changes only with its status.
    mutating func set(_ condition: IssuerCondition, at now: Timestamp) {
        var condition = condition
        guard let index = firstIndex(where: { $0.type == condition.type }) else {
            condition.lastTransitionTime = now
            append(condition)
            return
        }
        let isChange = self[index].status != condition.status
        condition.lastTransitionTime = isChange ? now : self[index].lastTransitionTime ?? now
        self[index] = condition
    }
}
