internal import EnclaveProtocol
internal import FoundationEssentials

/// Keys that lie in files, each readable by this enclave alone: sealed by `casemate key seal`, or wrapped to its
/// `receive` key by whoever holds the key (OpenSSL, Transit's byok-export, a cloud's key release).
///
/// The files are read anew each time, so a key that is added to the list is the next rotation.
package struct FileProvider: KEKProvider {
    /// What the provider file says, beside its kind.
    package struct Settings: Decodable, Sendable {
        /// The `receive` key; needed for wrapped keys.
        package var receiver: String?
        /// In any order.
        package var keys: [Entry]
    }

    /// One key of the list.
    package struct Entry: Decodable, Sendable {
        /// Its name; never given to another key.
        package var reference: String
        /// When it was made, RFC 3339: the newest seals. A part of the key id, so it never changes.
        package var created: String
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
        var keys: [KEKDescription] = []
        for entry in try entries() {
            let key = KEKDescription(
                reference: try Self.reference(of: entry), created: try Self.time(of: entry),
                use: try Self.use(of: entry))
            if let other = keys.first(where: { $0.reference == key.reference || $0.created == key.created }) {
                throw KEKProviderError(
                    .malformed, "\(path): \(key.reference) and \(other.reference) have one name or one time.",
                    remedy: "Give each key a reference and a time of its own.")
            }
            keys.append(key)
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

    private static func time(of entry: Entry) throws(KEKProviderError) -> Int64 {
        guard let time = try? Date(entry.created, strategy: .iso8601) else {
            throw KEKProviderError(
                .malformed, "\(entry.reference) was made at \"\(entry.created.prefix(32))\", which is no time.",
                remedy: "Write it as 2026-11-21T00:00:00Z.")
        }
        return Int64(time.timeIntervalSince1970)
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
