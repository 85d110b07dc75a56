internal import EnclaveProtocol
internal import Kubernetes
internal import X509Core

/// A CA's certificate and wrapped key as a key server's client delivers them in a Secret.
struct DeliveredKey: Sendable {
    /// RSA-3072: what the AES key in front takes.
    private static let wrappedKeyLength = 384

    /// DER, the CA's own first.
    let chain: [Blob]
    let wrapped: [UInt8]

    /// - Throws: `DeliveryFault.unreadable` with Intel's words.
    init(_ secret: Secret?, named name: String) throws(DeliveryFault) {
        guard let secret else { throw .unreadable("Secret \"\(name)\" not found") }
        guard let key = secret.bytes("tls.key"), !key.isEmpty else {
            throw .unreadable("invalid secret: missing CA private key")
        }
        guard let wrapped = Self.text(key) else { throw .unreadable("corrupted key data: no base64") }
        guard let certificate = secret.bytes("tls.crt"), !certificate.isEmpty else {
            throw .unreadable("invalid secret: missing CA certificate")
        }
        guard let pem = Self.text(certificate), !pem.isEmpty else {
            throw .unreadable("corrupted certificate: no base64")
        }
        guard wrapped.count > Self.wrappedKeyLength else { throw .unreadable("invalid wrapped key length") }
        do throws(X509Error) {
            chain = try Certificate.readAll(pem, limit: 8).map { Blob($0.der) }
        } catch {
            throw .unreadable("corrupted certificate: \(error.message)")
        }
        guard !chain.isEmpty else { throw .unreadable("corrupted certificate: no PEM block CERTIFICATE") }
        self.wrapped = wrapped
    }

    /// The Secret's bytes are base64 text once more.
    private static func text(_ bytes: [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self).flatMap(Base64.bytes)
    }
}

/// Why a delivery was not taken.
enum DeliveryFault: Error {
    case unreadable(String)
    case unreachable(KubernetesError)

    /// What to throw on.
    var underlying: any Error {
        if case .unreachable(let error) = self { error } else { self }
    }
}
