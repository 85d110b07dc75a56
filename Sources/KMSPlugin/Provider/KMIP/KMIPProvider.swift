internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials
internal import KMIP

/// Keys that a KMIP server holds under one name. States and dates are looked at here each time: a server hands out
/// compromised keys all the same.
package struct KMIPProvider: KEKProvider {
    package static let kind = "kmip"

    private let client: KMIPClient
    private let name: String
    private let wrapper: KMIPIdentifier?

    package var kind: String { Self.kind }
    package var isRemote: Bool { true }

    /// Reads the certificates; connects to nothing yet.
    package init(_ settings: KMIPSettings) throws(KEKProviderError) {
        name = settings.name
        wrapper = try settings.wrapper()
        let configuration = try settings.configuration()
        client = try Self.mapping { () throws(KMIPError) in try KMIPClient(configuration) }
    }

    /// The keys of the name but those that are not active yet.
    package func keys() async throws(KEKProviderError) -> [KEKDescription] {
        let keys = try await mapping { client, name throws(KMIPError) in try await client.keys(named: name) }
        let now = Int64(Date().timeIntervalSince1970)
        var descriptions: [KEKDescription] = []
        for key in keys {
            guard let use = KEKUse(key.use(at: now)) else { continue }
            descriptions.append(
                KEKDescription(
                    reference: try Self.reference(of: key.identifier), created: try Self.created(key), use: use))
        }
        return descriptions
    }

    /// The key: wrapped by the key that server and receiver share, or in clear when the settings name none.
    package func delivery(
        of reference: KEKReference, to receiver: KEKReceiver?
    ) async throws(KEKProviderError) -> KEKDelivery {
        guard let identifier = KMIPIdentifier(reference.text) else {
            throw KEKProviderError(.missing, "\(reference) is no identifier of a KMIP server's key.")
        }
        let wrapper = try wrapper(for: receiver)
        let material = try await mapping { client, _ throws(KMIPError) in
            try await client.usableKey(identifier, wrappedBy: wrapper)
        }
        switch material {
        case .wrapped(let bytes): return .wrapped(bytes, .keyWrap)
        case .clear(let key): return .clear(key)
        }
    }

    // A server that wraps to the receiver's public key is not known: the receiver must be the key that both hold.
    private func wrapper(for receiver: KEKReceiver?) throws(KEKProviderError) -> KMIPIdentifier? {
        guard let receiver else {
            guard wrapper == nil else {
                throw KEKProviderError(
                    .malformed, "The provider file names a wrappingKey and no receiver.",
                    remedy: "Name the enclave's receive key that holds the same AES-256 key.")
            }
            return nil
        }
        guard let wrapper, receiver.algorithm == .aes256 else {
            throw KEKProviderError(
                .malformed,
                "A KMIP server wraps keys for the receiver \(receiver.name) only by an AES-256 key of both.",
                remedy: "Make the receiver an aes256 key and name it on the server by wrappingKey, or name neither.")
        }
        return wrapper
    }

    private static func reference(of identifier: KMIPIdentifier) throws(KEKProviderError) -> KEKReference {
        guard let reference = KEKReference(identifier.text) else {
            throw KEKProviderError(
                .malformed,
                "The KMIP server's key \(identifier) has an identifier that cannot be part of a key's name.",
                remedy: "It may have \(KEKReference.longest) of A-Z a-z 0-9 _ -.")
        }
        return reference
    }

    // It becomes part of the key id: of all dates only this one never changes.
    private static func created(_ key: KMIPKeyAttributes) throws(KEKProviderError) -> Int64 {
        guard let date = key.initialDate else {
            throw KEKProviderError(.malformed, "The KMIP server does not say when the key \(key.identifier) was made.")
        }
        return date
    }

    private func mapping<Value: Sendable>(
        _ body: (KMIPClient, String) async throws(KMIPError) -> Value
    ) async throws(KEKProviderError) -> Value {
        do throws(KMIPError) { return try await body(client, name) } catch { throw KEKProviderError(error) }
    }

    private static func mapping<Value>(_ body: () throws(KMIPError) -> Value) throws(KEKProviderError) -> Value {
        do throws(KMIPError) { return try body() } catch { throw KEKProviderError(error) }
    }
}

extension KEKUse {
    /// Nil for a key that is not active yet.
    fileprivate init?(_ use: KMIPKeyUse) {
        switch use {
        case .encryptAndDecrypt: self = .sealAndOpen
        case .decryptOnly: self = .openOnly
        case .notYet: return nil
        case .none(let reason, let remedy): self = .forbidden("\(reason) \(remedy)")
        }
    }
}

extension KEKProviderError {
    /// What the client says, as far as the plugin acts on it.
    fileprivate init(_ error: KMIPError) {
        let code: Code =
            switch error.code {
            case .cannotConnect, .connectionLost, .timedOut, .malformedAnswer, .unexpectedAnswer: .unavailable
            case .refused(.itemNotFound), .keyUnusable: .missing
            case .refused: .refused
            case .invalidConfiguration, .unsupportedVersion: .malformed
            }
        self.init(code, error.message, remedy: error.remedy)
    }
}
