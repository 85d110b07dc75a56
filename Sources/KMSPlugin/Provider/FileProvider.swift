internal import EnclaveProtocol

/// Keys that lie in files, each readable by this enclave alone: sealed by `casemate key seal`, or wrapped to its
/// `receive` key by whoever holds the key (OpenSSL, Transit's byok-export, a cloud's key release).
///
/// The files are read anew each time, so a key that is added to the list is the next rotation.
package struct FileProvider: KEKProvider {
    /// What the provider file says, beside its kind.
    package struct Settings: Decodable, Sendable {
        /// The `receive` key; needed for wrapped keys.
        package var receiver: String?
        /// Oldest first: the last one that may seal does.
        package var keys: [Entry]
    }

    /// One key of the list.
    package struct Entry: Decodable, Sendable {
        /// Its name; never given to another key.
        package var reference: String
        /// Where it lies.
        package var file: String
        /// How it was wrapped: `rsa-oaep-kwp`, `rsa-oaep-kw`, `ecdh-kwp`, `kwp`, `kw`; absent for sealed keys.
        package var mechanism: String?
        /// `seal` (the default), `open`, or `revoked`.
        package var use: String?
    }

    /// `sealed` or `wrapped`.
    package let kind: String
    /// Whether somebody elsewhere keeps the list: the provider file then says `"leased": true`.
    package let isRemote: Bool

    private let path: String
    private static let longestKeyFile = 64 * 1024

    /// A provider of the list in the file at `path`.
    package init(kind: String, path: String, isLeased: Bool = false) {
        self.kind = kind
        self.path = path
        isRemote = isLeased
    }

    /// The keys of the list.
    package func keys() async throws(KEKProviderError) -> [KEKDescription] {
        var seen: Set<KEKReference> = []
        var keys: [KEKDescription] = []
        for (index, entry) in try entries().enumerated() {
            let reference = try Self.reference(of: entry)
            guard seen.insert(reference).inserted else {
                throw KEKProviderError(.malformed, "\(path) names \(reference) twice.")
            }
            keys.append(KEKDescription(reference: reference, created: Int64(index), use: try Self.use(of: entry)))
        }
        return keys
    }

    /// The key's file as it is.
    package func delivery(
        of reference: KEKReference, to receiver: KEKReceiver?
    ) async throws(KEKProviderError) -> KEKDelivery {
        guard let entry = try entries().first(where: { $0.reference == reference.text }) else {
            throw KEKProviderError(.missing, "\(path) does not name \(reference).")
        }
        let bytes = try ProviderFile.read(entry.file, limit: Self.longestKeyFile)
        guard kind == ProviderFile.wrapped else { return .sealed(bytes) }
        guard let mechanism = ReceiveMechanism(name: entry.mechanism ?? "rsa-oaep-kwp") else {
            throw KEKProviderError(.malformed, "\(path): \(reference) was wrapped by no mechanism known here.")
        }
        return .wrapped(bytes, mechanism)
    }

    private func entries() throws(KEKProviderError) -> [Entry] {
        try ProviderFile.decode(Settings.self, at: path).keys
    }

    private static func reference(of entry: Entry) throws(KEKProviderError) -> KEKReference {
        guard let reference = KEKReference(entry.reference) else {
            throw KEKProviderError(
                .malformed, "\"\(entry.reference.prefix(64))\" is no reference.",
                remedy: "Use 1 to \(KEKReference.longest) of A-Z a-z 0-9 _ -.")
        }
        return reference
    }

    private static func use(of entry: Entry) throws(KEKProviderError) -> KEKUse {
        switch entry.use ?? "seal" {
        case "seal": .sealAndOpen
        case "open": .openOnly
        case "revoked": .forbidden("the provider file says that it is revoked")
        case let other:
            throw KEKProviderError(
                .malformed, "\(entry.reference) has the use \"\(other.prefix(32))\".",
                remedy: "Use seal, open or revoked.")
        }
    }
}
