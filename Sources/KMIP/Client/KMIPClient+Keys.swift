internal import FoundationEssentials

extension KMIPClient {
    /// The keys of that name, newest first. A server may find more than it was asked for: names are compared here.
    package func keys(named name: String) async throws(KMIPError) -> [KMIPKeyAttributes] {
        var keys: [KMIPKeyAttributes] = []
        for identifier in try await locate(name) {
            let attributes = try await attributes(of: identifier)
            if attributes.names.contains(name) { keys.append(attributes) }
        }
        return keys.sorted(by: KMIPKeyAttributes.isNewer)
    }

    /// The key itself, looked at immediately before: one that may not even decrypt is not fetched.
    package func usableKey(
        _ identifier: KMIPIdentifier, wrappedBy wrapper: KMIPIdentifier?
    ) async throws(KMIPError) -> KMIPKeyMaterial {
        let now = Int64(Date().timeIntervalSince1970)
        switch try await attributes(of: identifier).use(at: now) {
        case .encryptAndDecrypt, .decryptOnly: return try await key(identifier, wrappedBy: wrapper)
        case .notYet(let reason): throw KMIPError(.keyUnusable, reason, remedy: "")
        case .none(let reason, let remedy): throw KMIPError(.keyUnusable, reason, remedy: remedy)
        }
    }
}
