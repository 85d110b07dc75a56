internal import Crypto
public import EnclaveProtocol
internal import SwiftASN1

/// An administrator's private key: Ed25519 or P-256, from a PEM file that the administrator keeps.
public struct AdministratorKey: Sendable {
    private enum Backing {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private static let ed25519PrivatePrefix: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    private static let ed25519PublicPrefix: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    private let backing: Backing

    /// A new Ed25519 key.
    public init() { backing = .ed25519(Curve25519.Signing.PrivateKey()) }

    /// A key from PEM: PKCS#8 (Ed25519, RFC 8410; P-256) or SEC 1 (P-256). Throws `invalidAdministratorKey`.
    public init(pem: String) throws(EnclaveClientError) {
        do {
            let document = try PEMDocument(pemString: pem)
            if document.derBytes.starts(with: Self.ed25519PrivatePrefix) {
                let scalar = document.derBytes.dropFirst(Self.ed25519PrivatePrefix.count)
                backing = .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: scalar))
            } else {
                backing = .p256(try P256.Signing.PrivateKey(pemRepresentation: pem))
            }
        } catch {
            throw EnclaveClientError(
                .invalidAdministratorKey, "The administrator key is not an Ed25519 or P-256 private key in PEM.",
                remedy: "Make one with `casemate administrator key --out FILE`; encrypted files are not read.")
        }
    }

    /// The private key as PKCS#8 PEM, for the file it is kept in.
    public var pem: String {
        switch backing {
        case .ed25519(let key):
            PEMDocument(
                type: "PRIVATE KEY", derBytes: Self.ed25519PrivatePrefix + Array(key.rawRepresentation)
            ).pemString + "\n"
        case .p256(let key): key.pemRepresentation + "\n"
        }
    }

    /// SubjectPublicKeyInfo, DER.
    public var publicKey: [UInt8] {
        switch backing {
        case .ed25519(let key): Self.ed25519PublicPrefix + Array(key.publicKey.rawRepresentation)
        case .p256(let key): Array(key.publicKey.derRepresentation)
        }
    }

    /// SHA-256 of `publicKey`, by which the enclave knows the administrator.
    public var fingerprint: [UInt8] { Array(SHA256.hash(data: publicKey)) }

    /// Signs one request for one enclave and one challenge.
    public func authorize(
        _ operation: EnclaveOperation, body: [UInt8], instanceID: Identifier, challenge: [UInt8]
    ) throws(EnclaveClientError) -> AdministratorSignature {
        let content = AuthorizedContent.bytes(
            instanceID: instanceID, operation: operation, challenge: challenge, body: body)
        do {
            return AdministratorSignature(keyFingerprint: fingerprint, signature: try sign(content))
        } catch {
            throw EnclaveClientError(
                .invalidAdministratorKey, "The administrator key could not sign.", cause: error)
        }
    }

    private func sign(_ content: [UInt8]) throws -> [UInt8] {
        switch backing {
        case .ed25519(let key): Array(try key.signature(for: content))
        case .p256(let key): Array(try key.signature(for: content).derRepresentation)
        }
    }
}
