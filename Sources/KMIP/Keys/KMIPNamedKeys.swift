/// The keys of one name, as the server had them at one time.
package struct KMIPNamedKeys: Equatable, Sendable {
    /// Newest first.
    package let keys: [KMIPKeyAttributes]
    private let name: String

    /// Orders `keys` by when each came into use; where that is equal, the server's order stands.
    package init(name: String, _ keys: [KMIPKeyAttributes]) {
        self.name = name
        self.keys = keys.enumerated()
            .sorted { ($0.element.began, -$0.offset) > ($1.element.began, -$1.offset) }.map(\.element)
    }

    /// The key to encrypt with at `now`: the newest that is not pre-active. When that one may not be used, no other is
    /// taken instead: what was sealed since would come under an old key id again.
    package func current(at now: Int64) throws(KMIPError) -> KMIPKeyAttributes {
        guard let newest = keys.first(where: { $0.state != .preActive }) else {
            throw KMIPError(
                .keyNotFound, "The KMIP server has no active key named \(name) for this client.",
                remedy: keys.isEmpty
                    ? "Create and activate one; a client sees only keys that its own certificate may use."
                    : "Activate the one it has.")
        }
        switch newest.use(at: now) {
        case .encryptAndDecrypt: return newest
        case .decryptOnly(let reason):
            throw KMIPError(
                .keyUnusable, reason, remedy: "Create and activate a new key named \(name) on the KMIP server.")
        case .none(let reason, let remedy): throw KMIPError(.keyUnusable, reason, remedy: remedy)
        }
    }
}

extension KMIPClient {
    /// Looks at every key of that name. A server may find more than it was asked for: names are compared here.
    package func keys(named name: String) async throws(KMIPError) -> KMIPNamedKeys {
        var keys: [KMIPKeyAttributes] = []
        for identifier in try await locate(name) {
            let attributes = try await attributes(of: identifier)
            if attributes.names.contains(name) { keys.append(attributes) }
        }
        return KMIPNamedKeys(name: name, keys)
    }
}
