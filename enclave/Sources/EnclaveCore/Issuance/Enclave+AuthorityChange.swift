internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import X509Core

extension Enclave {
    /// Installs the chain that an external root gave for a key that is here.
    func install(_ request: CAInstall, _ caller: Caller) throws(Refusal) -> Answered<CAInfo> {
        let authority = try authority(request.name, for: caller)
        let now = try issuanceTime().now
        let chain = try Refusal.mapping { () throws(X509Error) in
            try Self.validated(request.chain.map(\.bytes), at: now)
        }
        guard let own = chain.first, own.content.publicKey == (try authority.key.subjectPublicKey()) else {
            throw Refusal(
                .invalidArgument, "the first certificate of the chain is not for the authority's key",
                remedy: "Have the request of `casemate ca request \(request.name)` signed.")
        }
        return try state.withLock { state throws(Refusal) in
            var record = try loadAuthority(request.name, tenant: caller.tenant).record
            record.chain = chain.map { Blob($0.der) }
            record.state = .active
            record.subject = own.content.subject.rfc4514
            let installed = try Authority(record, key: authority.key)
            let event = AuditEvent(caller, key: record.keyID, name: request.name)
            return Answered(installed.info, after: try put(record, event, to: &state))
        }
    }

    /// The chain in order, every link checked up to its last, which is its own self-signed root if one is needed.
    static func validated(
        _ chain: [[UInt8]], at now: Int64, needsRoot: Bool = true
    ) throws(X509Error) -> [Certificate] {
        guard (1...8).contains(chain.count) else { throw .tooLarge("The chain", limit: 8) }
        var certificates: [Certificate] = []
        for der in chain { certificates.append(try Certificate(der)) }
        guard let root = certificates.last, !needsRoot || root.content.subject == root.content.issuer else {
            throw .chain("The chain must end with the external root, self-signed. Append it.")
        }
        return try CertificateChain.validate(
            certificates[0], intermediates: Array(certificates.dropFirst().dropLast()), roots: [root],
            requirements: .init(time: now)
        ).certificates
    }

    /// A new version of the authority's key with a new certificate, and a cross certificate by the old key, so that
    /// both those who trust the old root and those who trust the new one are served during the overlap.
    func rotateAuthority(_ request: CARotate, _ caller: Caller) throws(Refusal) -> Answered<CAInfo> {
        let old = try authority(request.name, for: caller)
        let issuing = try old.active()
        let lifetime = request.lifetime == 0 ? old.record.lifetime : request.lifetime
        try mayRotate(old, lifetime: lifetime, caller)
        let key = try successor(of: old.key)
        let certified = try certify(
            key, subject: old.record.subject, pathLength: old.record.pathLength, lifetime: lifetime,
            parent: try old.record.parent.map { name throws(Refusal) in try authority(name, for: caller) })
        let cross = try crossCertificate(for: certified, by: issuing, old.key)
        return try state.withLock { state throws(Refusal) in
            var record = try loadAuthority(request.name, tenant: caller.tenant).record
            guard record.chain == old.record.chain else {
                throw Refusal(.busy, "the authority was changed meanwhile", remedy: "Look at it, then ask again.")
            }
            record.previous = Array(([Blob(cross)] + old.record.chain.prefix(1) + record.previous).prefix(8))
            record.chain = certified.chain
            let event = AuditEvent(
                caller, key: record.keyID, name: request.name, detail: key.record.summary,
                certificate: certified.entry(request.name))
            let keyMutation = Mutation(RecordKind.key.slot(key.record.id), key.record.encoded)
            let number = try put(record, event, extra: [keyMutation], to: &state)
            state.keys.insert(key)
            return Answered(try Authority(record, key: key).info, after: number)
        }
    }

    private func mayRotate(_ old: Authority, lifetime: Int64, _ caller: Caller) throws(Refusal) {
        let record = old.record
        guard record.parent != nil || old.isOwnRoot else {
            throw Refusal(
                .invalidArgument, "an authority under an external root is not rotated here",
                remedy: "Create another with --external, have it signed, and move issuing to it.")
        }
        let equivalent = CACreate(
            name: record.name, subject: record.subject, algorithm: old.key.record.algorithm, lifetime: lifetime,
            pathLength: record.pathLength, parent: record.parent, isExternal: false, profiles: record.profiles)
        try mayCreate(caller) { $0.allows(equivalent, by: caller.identity) }
    }

    private func successor(of key: CachedKey) throws(Refusal) -> CachedKey {
        var record = key.record
        let live = try Refusal.mapping { () throws(KeyError) in try LiveKey.generate(record.algorithm) }
        let now = state.withLock { seconds(&$0) }
        record.versions.append(
            KeyVersion(
                number: (record.versions.last?.number ?? 0) + 1, created: now, stored: live.stored,
                publicKey: live.publicKeySPKI ?? []))
        return try CachedKey(record)
    }

    private func crossCertificate(
        for new: Certified, by old: IssuingAuthority, _ oldKey: CachedKey
    ) throws(Refusal) -> [UInt8] {
        let clock = try issuanceTime()
        var generator = SystemRandomNumberGenerator()
        let unsigned = try Refusal.mapping { () throws(X509Error) in
            try AuthorityIssuance.crossSigned(
                newer: try Certificate(new.certificate.der), older: old, clock: clock, using: &generator)
        }
        return try oldKey.sign(unsigned).der
    }
}
