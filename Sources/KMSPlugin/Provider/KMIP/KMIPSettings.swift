internal import KMIP

/// What a provider file of kind `kmip` says beside its kind.
package struct KMIPSettings: Decodable, Sendable {
    /// `HOST` or `HOST:PORT`; the port is 5696 unless given.
    package var server: String
    /// PEM: the authorities of the server's certificate.
    package var ca: String
    /// PEM: our certificate, leaf first, and its key.
    package var certificate: String
    package var key: String
    /// The name that the keys have on the server.
    package var name: String
    /// `2.0`, `1.4`, `1.3` or `1.2` and no other; the best that both know when absent.
    package var version: String?
    /// The server's identifier of the AES-256 key that the enclave's `receiver` holds too: keys come wrapped by it.
    /// Without one they come in clear.
    package var wrappingKey: String?
    /// Seconds to wait for a connection and for an answer; 10 when absent.
    package var timeout: Int?
}

extension KMIPSettings {
    private static let longestTimeout = 600

    /// The client's configuration. Throws `malformed` naming what is wrong.
    func configuration() throws(KEKProviderError) -> KMIPConfiguration {
        guard let peer = KMIPPeer(server) else {
            throw KEKProviderError(.malformed, "\"\(server)\" is no KMIP server.", remedy: "Write HOST or HOST:PORT.")
        }
        var configuration = KMIPConfiguration(
            host: peer.host, port: peer.port, authorityFile: ca, certificateFile: certificate, keyFile: key)
        if let version {
            guard let known = KMIPVersion(version) else {
                throw KEKProviderError(
                    .malformed, "\"\(version)\" is no version of KMIP that is spoken here.",
                    remedy: "Use \(KMIPVersion.supported), or leave it out.")
            }
            configuration.version = known
        }
        if let timeout {
            guard (1...Self.longestTimeout).contains(timeout) else {
                throw KEKProviderError(
                    .malformed, "A timeout of \(timeout) s is not possible.",
                    remedy: "Use 1 to \(Self.longestTimeout).")
            }
            configuration.timeout = .seconds(timeout)
        }
        return configuration
    }

    /// The wrapping key, if one is named.
    func wrapper() throws(KEKProviderError) -> KMIPIdentifier? {
        guard let wrappingKey else { return nil }
        guard let identifier = KMIPIdentifier(wrappingKey) else {
            throw KEKProviderError(.malformed, "\"\(wrappingKey.prefix(64))\" is no identifier of a KMIP server's key.")
        }
        return identifier
    }
}
