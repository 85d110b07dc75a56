internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import X509Core

extension Enclave {
    private static let maximumLifetime: Int64 = 100 * 365 * 86_400

    /// A root, an intermediate under an authority of this enclave, or one that waits for an external root.
    func create(_ request: CACreate, _ caller: Caller) throws(Refusal) -> Answered<CAInfo> {
        try check(request)
        try mayCreate(caller) { $0.allows(request, by: caller.identity) }
        let template = KeyTemplate(
            name: request.name, algorithm: request.algorithm, purpose: .issue, export: .never, replication: .domain,
            audit: .counted)
        let live = try Refusal.mapping { () throws(KeyError) in try LiveKey.generate(request.algorithm) }
        let record = state.withLock { newRecord(template, caller, .generated, live, &$0) }
        let key = try CachedKey(record)
        let certified = try request.isExternal ? nil : certify(request, key, caller)
        let authority = AuthorityRecord(
            request: request, tenant: caller.tenant, keyID: record.id, chain: certified?.chain ?? [])
        let number = try state.withLock { state throws(Refusal) in
            let mutation = Mutation(RecordKind.authority.slot(caller.tenant, request.name), authority.encoded)
            return try insert(
                record, by: caller, extra: [mutation], certificate: certified?.entry(request.name), to: &state)
        }
        return Answered(try Authority(authority, key: key).info, after: number)
    }

    /// Refuses an authority that means nothing, whoever asks.
    func check(_ request: CACreate) throws(Refusal) {
        try KeyRules.check(name: request.name, purpose: .issue, algorithm: request.algorithm)
        guard (1...Self.maximumLifetime).contains(request.lifetime) else {
            throw Refusal(.invalidArgument, "an authority lives between a second and a hundred years")
        }
        guard request.pathLength.map({ (0...32).contains($0) }) ?? true else {
            throw Refusal(.invalidArgument, "a path length is between 0 and 32")
        }
        guard !request.isExternal || request.parent == nil else {
            throw Refusal(.invalidArgument, "an authority has a parent here or an external root, not both")
        }
        guard (1...32).contains(request.profiles.count) else {
            throw Refusal(.invalidArgument, "an authority issues by 1 to 32 profiles")
        }
        for name in request.profiles { _ = try profile(named: name) }
    }

    /// A certificate just made for an authority's key, and the chain it heads.
    struct Certified {
        let certificate: X509Core.IssuedCertificate
        let chain: [Blob]

        func entry(_ issuer: String) -> AuditCertificate {
            AuditCertificate(certificate, issuer: issuer, requester: nil)
        }
    }

    private func certify(_ request: CACreate, _ key: CachedKey, _ caller: Caller) throws(Refusal) -> Certified {
        try certify(
            key, subject: request.subject, pathLength: request.pathLength, lifetime: request.lifetime,
            parent: try request.parent.map { name throws(Refusal) in try authority(name, for: caller) })
    }

    /// Certifies an authority's key: by itself, or by its parent.
    func certify(
        _ key: CachedKey, subject: String, pathLength: Int64?, lifetime: Int64, parent: Authority?
    ) throws(Refusal) -> Certified {
        let wanted = AuthorityIssuance.Request(
            subject: try distinguishedName(subject), publicKey: try key.subjectPublicKey(),
            pathLength: pathLength.map { Int($0) }, lifetime: lifetime)
        let clock = try issuanceTime()
        var generator = SystemRandomNumberGenerator()
        guard let parent else {
            let algorithm = try key.certificateSignature()
            let unsigned = try Refusal.mapping { () throws(X509Error) in
                try AuthorityIssuance.root(wanted, algorithm: algorithm, clock: clock, using: &generator)
            }
            let certificate = try key.sign(unsigned)
            return Certified(certificate: certificate, chain: [Blob(certificate.der)])
        }
        let issuer = try parent.active()
        let unsigned = try Refusal.mapping { () throws(X509Error) in
            try AuthorityIssuance.intermediate(wanted, issuer: issuer, clock: clock, using: &generator)
        }
        let certificate = try parent.key.sign(unsigned)
        return Certified(certificate: certificate, chain: [Blob(certificate.der)] + parent.record.chain)
    }
}

extension AuditCertificate {
    /// What the audit keeps of a certificate.
    init(_ certificate: X509Core.IssuedCertificate, issuer: String, requester: String?) {
        self.init(
            serial: Hex.encode(certificate.serial), subject: certificate.subject.rfc4514,
            names: certificate.names.map { String(describing: $0) }, notBefore: certificate.notBefore * 1000,
            notAfter: certificate.notAfter * 1000, requester: requester,
            fingerprint: Hex.encode(certificate.fingerprint), issuer: issuer)
    }
}
