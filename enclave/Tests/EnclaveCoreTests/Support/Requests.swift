import EnclaveProtocol
import KeyOperations

@testable import EnclaveCore

extension KeyTemplate {
    /// A key that never leaves and whose uses are counted.
    static func simple(_ name: String, _ algorithm: KeyAlgorithm = .p256, _ purpose: KeyPurpose = .sign) -> KeyTemplate
    {
        KeyTemplate(
            name: name, algorithm: algorithm, purpose: purpose, export: .never, replication: .domain, audit: .counted)
    }
}

extension CACreate {
    /// A P-256 authority that issues as requested.
    static func simple(
        _ name: String, parent: String? = nil, external: Bool = false, lifetime: Int64 = 365 * 86_400
    ) -> CACreate {
        CACreate(
            name: name, subject: "CN=\(name),O=Casemate", algorithm: .p256, lifetime: lifetime, pathLength: nil,
            parent: parent, isExternal: external, profiles: ["as-requested"])
    }
}

extension TestEnclave {
    /// A server certificate for a key made here, in the way of a caller in development mode.
    func issue(by authority: String, dns: String, profile: String = "", lifetime: Int64 = 3600) throws -> CAIssueAnswer
    {
        let name = "key-of-" + dns
        if refusal(of: KeyShow(key: .name(name))) != nil {
            _ = try call(KeyGenerate(key: .simple(name, .p256, .tls)))
        }
        let csr = try call(
            KeyCertificateRequest(key: .name(name), subject: "CN=\(dns)", names: ["dns:\(dns)"])
        ).bytes
        return try call(
            CAIssue(
                name: authority, request: csr, profile: profile, lifetime: lifetime, usages: ["server auth"],
                requester: "test"))
    }

    /// Signs a message with the key's own scheme and checks it against the public key.
    func canSign(_ name: String, _ algorithm: KeyAlgorithm, publicKey: [UInt8], as identity: String = "default") -> Bool
    {
        let scheme: SignatureScheme =
            switch algorithm {
            case .ed25519: .eddsa
            case .rsa2048, .rsa3072, .rsa4096: .pss
            default: .ecdsa
            }
        let hash: HashAlgorithm = scheme == .eddsa ? .sha512 : algorithm == .p384 ? .sha384 : .sha256
        let message = Array("message".utf8)
        let request = KeySign(key: .name(name), scheme: scheme, hash: hash, isDigest: false, input: message)
        guard let signature = try? call(request, as: identity).bytes, let key = try? PublicKey(spki: publicKey),
            let expected = try? SignatureAlgorithm(scheme: scheme, hash: scheme == .eddsa ? nil : hash)
        else { return false }
        return key.isValid(signature, message: message, using: expected)
    }
}
