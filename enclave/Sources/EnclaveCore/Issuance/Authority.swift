internal import EnclaveProtocol
internal import KeyOperations
internal import X509Core

/// A certificate authority ready to issue: its record, its key and its certificate read once. Immutable.
final class Authority: Sendable {
    let record: AuthorityRecord
    let key: CachedKey
    /// Nil while it waits for its chain.
    let issuing: IssuingAuthority?
    /// The chain as issued certificates carry it: without a self-signed root.
    let chainWithoutRoot: [Blob]

    init(_ record: AuthorityRecord, key: CachedKey) throws(Refusal) {
        self.record = record
        self.key = key
        chainWithoutRoot = Self.withoutRoot(record.chain)
        guard let certificate = record.chain.first else {
            issuing = nil
            return
        }
        issuing = try Refusal.mapping { () throws(X509Error) in
            try IssuingAuthority(
                certificate: try Certificate(certificate.bytes), keyAlgorithm: key.record.algorithm)
        }
    }

    /// The certificate to issue under.
    func active() throws(Refusal) -> IssuingAuthority {
        guard let issuing else {
            throw Refusal(
                .keyNotActive, "the authority \"\(record.name)\" waits for the chain of its external root",
                remedy: "Have `casemate ca request \(record.name)` signed, then `casemate ca install`.")
        }
        return issuing
    }

    /// Its certificate is its own root's.
    var isOwnRoot: Bool { record.chain.count == 1 && chainWithoutRoot.isEmpty }

    /// What callers may see.
    var info: CAInfo {
        CAInfo(
            name: record.name, keyID: record.keyID, algorithm: key.record.algorithm, subject: record.subject,
            chain: record.chain, notBefore: issuing?.content.notBefore ?? 0, notAfter: issuing?.content.notAfter ?? 0,
            state: record.state, profiles: record.profiles, parent: record.parent, previous: record.previous)
    }

    private static func withoutRoot(_ chain: [Blob]) -> [Blob] {
        guard let last = chain.last, let root = try? Certificate(last.bytes),
            root.content.subject == root.content.issuer
        else { return chain }
        return chain.dropLast()
    }
}

extension CachedKey {
    /// Signs what X509Core has built and linted; the only way an `issue` key signs.
    func sign<Signed>(_ unsigned: Unsigned<Signed>) throws(Refusal) -> Signed {
        let live = try active()
        return try Refusal.mapping { () throws(KeyError) in
            try unsigned.signed { (content, _) throws(KeyError) in
                guard let algorithm = live.defaultSignature else {
                    throw KeyError.operationMismatch(live.algorithm, .sign)
                }
                return try live.sign(message: content, using: algorithm)
            }
        }
    }

    /// The public half as X.509 carries it.
    func subjectPublicKey() throws(Refusal) -> X509Core.SubjectPublicKey {
        let der = record.versions.last?.publicKey ?? []
        return try Refusal.mapping { () throws(X509Error) in try X509Core.SubjectPublicKey(der: der) }
    }

    /// How X.509 names the signature this key makes.
    func certificateSignature() throws(Refusal) -> X509Core.SignatureAlgorithm {
        guard let algorithm = X509Core.SignatureAlgorithm(signingWith: record.algorithm) else {
            throw Refusal(.algorithmMismatch, "a key of \(record.algorithm.name) signs no certificates")
        }
        return algorithm
    }
}
