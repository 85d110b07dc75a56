public import EnclaveProtocol
public import SwiftASN1
public import X509

public import protocol FoundationEssentials.DataProtocol

/// A key inside the enclave as a private key of swift-certificates: requests and certificates are built with it, the
/// signature is a call.
///
/// Signs asynchronously only; serializing it fails, because there is nothing to serialize.
public struct EnclaveSigningKey: Sendable {
    private let client: EnclaveClient
    private let info: KeyInfo
    /// The key's public half.
    public let publicKey: Certificate.PublicKey

    /// A handle to the key that `info` describes. Throws `unsupportedKey` for a symmetric key.
    public init(_ info: KeyInfo, client: EnclaveClient) throws(EnclaveClientError) {
        do {
            publicKey = try Certificate.PublicKey(derEncoded: info.publicKey)
        } catch {
            throw EnclaveClientError(
                .unsupportedKey, "Key \(info.name) (\(info.algorithm.name)) has no public key to certify.",
                remedy: "Use a P-256, P-384, P-521, Ed25519 or RSA key.", cause: error)
        }
        self.info = info
        self.client = client
    }

    /// The enclave's id of the key.
    public var id: Identifier { info.id }
}

extension EnclaveSigningKey: CustomPrivateKey {
    /// What the key signs with when nothing else is asked.
    public var defaultSignatureAlgorithm: Certificate.SignatureAlgorithm {
        switch info.algorithm {
        case .p384: .ecdsaWithSHA384
        case .p521: .ecdsaWithSHA512
        case .ed25519: .ed25519
        case .rsa2048, .rsa3072, .rsa4096: .sha256WithRSAEncryption
        case .p256, .aes256: .ecdsaWithSHA256
        }
    }

    /// Every signature of X.509 the key can make; empty for a symmetric key.
    public var supportedSignatureAlgorithms: [Certificate.SignatureAlgorithm] {
        switch info.algorithm {
        case .p256, .p384, .p521: [.ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512]
        case .rsa2048, .rsa3072, .rsa4096:
            [.sha256WithRSAEncryption, .sha384WithRSAEncryption, .sha512WithRSAEncryption]
        case .ed25519: [.ed25519]
        case .aes256: []
        }
    }

    /// Always fails: the signature is made in another process.
    public func signSynchronously(
        bytes: some DataProtocol, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) throws -> Certificate.Signature {
        throw EnclaveClientError(
            .unsupportedKey, "A key in the enclave signs asynchronously only.",
            remedy: "Use the initializers that take an asynchronous private key.")
    }

    /// Has the enclave sign a message.
    /// - Throws: ``EnclaveClientError``, the enclave's refusals among them.
    public func signAsynchronously(
        bytes: some DataProtocol & Sendable, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) async throws -> Certificate.Signature {
        guard let (scheme, hash) = Self.mechanism(of: signatureAlgorithm) else {
            throw EnclaveClientError(
                .unsupportedKey, "\(signatureAlgorithm) is not a signature the enclave makes.",
                remedy: "Use one of supportedSignatureAlgorithms.")
        }
        let request = KeySign(key: .id(info.id), scheme: scheme, hash: hash, isDigest: false, input: Array(bytes))
        let signature = try await client.call(request).bytes
        return try Certificate.Signature(
            signatureAlgorithm: signatureAlgorithm, signatureBytes: ASN1BitString(bytes: signature[...]))
    }

    private static func mechanism(
        of algorithm: Certificate.SignatureAlgorithm
    ) -> (SignatureScheme, HashAlgorithm)? {
        switch algorithm {
        case .ecdsaWithSHA256: (.ecdsa, .sha256)
        case .ecdsaWithSHA384: (.ecdsa, .sha384)
        case .ecdsaWithSHA512: (.ecdsa, .sha512)
        case .sha256WithRSAEncryption: (.pkcs1, .sha256)
        case .sha384WithRSAEncryption: (.pkcs1, .sha384)
        case .sha512WithRSAEncryption: (.pkcs1, .sha512)
        case .ed25519: (.eddsa, .sha512)
        default: nil
        }
    }
}

extension EnclaveSigningKey: Hashable {
    public static func == (left: Self, right: Self) -> Bool { left.info.id == right.info.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(info.id) }
}

extension EnclaveSigningKey {
    /// The label of a PEM block that is never written.
    public static var defaultPEMDiscriminator: String { "CASEMATE KEY HANDLE" }

    /// Always fails: there are no private bytes here.
    public func serialize(into coder: inout DER.Serializer) throws {
        throw EnclaveClientError(
            .unsupportedKey, "A key in the enclave has no private bytes to write.",
            remedy: "Keep the key's name or id instead.")
    }
}
