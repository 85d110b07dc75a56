internal import TTLV

extension KMIPClient {
    /// The numbers of the operations that the server says it has.
    package func operations() async throws(KMIPError) -> Set<UInt32> {
        let answer = try await call(.query) { _ in .queryOperations }
        return Set(answer.payload.all(.operation).compactMap(\.enumeration))
    }

    /// The symmetric keys of that name, newest first as the server orders them; at most 256.
    package func locate(_ name: String) async throws(KMIPError) -> [KMIPIdentifier] {
        let items = try await call(.locate) { .locate(name, version: $0) }.payload.all(.uniqueIdentifier)
        guard items.count <= 256 else { throw .unexpected("\(items.count) keys have the name \(name)") }
        var identifiers: [KMIPIdentifier] = []
        for item in items { identifiers.append(try KMIPIdentifier(item)) }
        return identifiers
    }

    /// What the server says about a key.
    package func attributes(of identifier: KMIPIdentifier) async throws(KMIPError) -> KMIPKeyAttributes {
        let attributes = try KMIPKeyAttributes(
            try await call(.getAttributes) { .getAttributes(identifier, version: $0) })
        guard attributes.identifier == identifier else { throw .unexpected("it is about another key") }
        return attributes
    }

    /// The key itself, in clear, or under AES key wrap of `wrapper`, another key of the server.
    ///
    /// The server hands out compromised keys too: look at ``KMIPKeyAttributes/use(at:)`` first.
    package func key(
        _ identifier: KMIPIdentifier, wrappedBy wrapper: KMIPIdentifier? = nil
    ) async throws(KMIPError) -> KMIPKeyMaterial {
        let answer = try await call(.get) { _ in .get(identifier, wrappedBy: wrapper) }
        return try KMIPKeyMaterial(answer, of: identifier, wrappedBy: wrapper)
    }

    /// Makes an AES-256 key; it is not active yet.
    package func create(_ name: String) async throws(KMIPError) -> KMIPIdentifier {
        try await call(.create) { .create(name, version: $0) }.identifier
    }

    /// Makes a key active.
    package func activate(_ identifier: KMIPIdentifier) async throws(KMIPError) {
        _ = try await call(.activate) { _ in .activate(identifier) }
    }

    /// Takes a key out of use.
    package func revoke(_ identifier: KMIPIdentifier, _ revocation: KMIPRevocation) async throws(KMIPError) {
        _ = try await call(.revoke) { _ in .revoke(identifier, revocation) }
    }

    /// Destroys a key that is not active.
    package func destroy(_ identifier: KMIPIdentifier) async throws(KMIPError) {
        _ = try await call(.destroy) { _ in .destroy(identifier) }
    }

    /// Has the server make the key's successor, which takes over its name.
    package func rekey(_ identifier: KMIPIdentifier) async throws(KMIPError) -> KMIPIdentifier {
        try await call(.rekey) { _ in .rekey(identifier) }.identifier
    }
}
