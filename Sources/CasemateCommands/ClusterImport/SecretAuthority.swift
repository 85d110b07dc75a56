internal import KeyOperations
internal import Kubernetes
internal import X509Core

/// A certificate authority as a Secret holds it, its key in clear.
struct SecretAuthority {
    /// The key.
    let key: PlainPrivateKey
    /// Its own certificate first, each signed by the next; the root last where the Secret has it.
    let chain: [Certificate]

    /// Whether it is a root.
    var isRoot: Bool { chain[0].content.subject == chain[0].content.issuer }

    init(_ secret: Secret) throws(CommandError) {
        let name = secret.key.description
        guard let layout = SecretLayout.known.first(where: { secret.bytes($0.key)?.isEmpty == false }) else {
            let entries = SecretLayout.known.map(\.key).joined(separator: " or ")
            throw .unusableSecret(name, "has no private key: it would be in \(entries)")
        }
        let key = try Self.key(secret.bytes(layout.key) ?? [], "\(layout.key) of \(name)")
        var certificates: [Certificate] = []
        for entry in [layout.certificate] + layout.chain {
            certificates += try Self.certificates(secret.bytes(entry) ?? [], "\(entry) of \(name)")
        }
        guard let own = certificates.first(where: { $0.content.publicKey.der == key.publicKeySPKI }) else {
            throw .unusableSecret(name, "has no certificate that belongs to its key in \(layout.certificate)")
        }
        self.key = key
        chain = Self.chain(from: own, among: certificates)
    }

    private static func key(_ file: [UInt8], _ name: String) throws(CommandError) -> PlainPrivateKey {
        do {
            return try PrivateKeyReader.read(file)
        } catch {
            throw CommandError(code: error.code, message: "\(name): \(error.message)", remedy: "", cause: error)
        }
    }

    private static func certificates(_ file: [UInt8], _ name: String) throws(CommandError) -> [Certificate] {
        guard !file.isEmpty else { return [] }
        do {
            return try Certificate.readAll(file)
        } catch {
            throw CommandError(
                code: "invalid-certificate", message: "\(name): \(error.message)", remedy: "", cause: error)
        }
    }

    /// Files hold chains in any order, twice, or with certificates of others.
    private static func chain(from own: Certificate, among certificates: [Certificate]) -> [Certificate] {
        var chain = [own]
        var rest = certificates.filter { $0.der != own.der }
        while let last = chain.last, last.content.subject != last.content.issuer,
            let next = rest.firstIndex(where: { last.isSigned(by: $0) })
        {
            chain.append(rest.remove(at: next))
        }
        return chain
    }
}

extension Certificate {
    fileprivate func isSigned(by issuer: Certificate) -> Bool {
        guard content.issuer == issuer.content.subject else { return false }
        do { try verifySignature(by: issuer.content.publicKey) } catch { return false }
        return true
    }
}

extension CommandError {
    /// A Secret that holds no usable authority.
    fileprivate static func unusableSecret(_ name: String, _ why: String) -> Self {
        CommandError(
            code: "invalid-secret", message: "The Secret \(name) \(why).",
            remedy: "Name a Secret that holds a CA: cert-manager's, istio-ca-secret or cacerts.")
    }
}
