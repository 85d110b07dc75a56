internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import X509Core

extension Enclave {
    /// An authority whose key an administrator brought.
    func importAuthority(_ request: CAImport, _ caller: Caller) throws(Refusal) -> Answered<CAInfo> {
        let adoption = try Adoption(request.name, try adoptable(request.chain), request.profiles)
        try check(adoption.equivalent)
        let live = try Refusal.mapping { () throws(KeyError) in
            request.isSealed
                ? try SealedKey(request.privateKey).open(
                    with: importKey, keyID: instance.importKeyID.bytes, instanceID: instanceID.bytes)
                : try LiveKey(clearFile: request.privateKey)
        }
        return try adopt(adoption, live, request.isSealed ? .importedSealed : .importedClear, caller)
    }

    /// An authority whose key was wrapped to a `receive` key: the plaintext never leaves this function but as a record.
    func receiveAuthority(_ request: CAReceive, _ caller: Caller) throws(Refusal) -> Answered<CAInfo> {
        let adoption = try Adoption(request.name, try adoptable(request.chain), request.profiles)
        try check(adoption.equivalent)
        try mayCreate(caller) { $0.imports && $0.allows(adoption.equivalent, by: caller.identity) }
        let receiver = try key(request.receiver, for: caller)
        try receiver.require(.receive)
        let own = try receiver.active()
        let live = try Refusal.mapping { () throws(KeyError) in
            try LiveKey(pkcs8: try request.mechanism.unwrap(request.wrapped, with: own))
        }
        return try adopt(adoption, live, .importedSealed, caller)
    }

    private func adopt(
        _ adoption: Adoption, _ live: LiveKey, _ origin: KeyOrigin, _ caller: Caller
    ) throws(Refusal) -> Answered<CAInfo> {
        let equivalent = adoption.equivalent
        guard adoption.publicKey == live.publicKeySPKI else {
            throw Refusal(
                .invalidKey, "the first certificate of the chain is not for the key",
                remedy: "Give the certificate that belongs to the private key first.")
        }
        let template = KeyTemplate(
            name: equivalent.name, algorithm: live.algorithm, purpose: .issue, export: .never, replication: .domain,
            audit: .counted)
        return try state.withLock { state throws(Refusal) in
            let record = newRecord(template, caller, origin, live, &state)
            let authority = AuthorityRecord(
                request: equivalent, tenant: caller.tenant, keyID: record.id, chain: adoption.chain)
            let adopted = try Authority(authority, key: try CachedKey(record))
            let mutation = Mutation(RecordKind.authority.slot(caller.tenant, equivalent.name), authority.encoded)
            return Answered(adopted.info, after: try insert(record, by: caller, extra: [mutation], to: &state))
        }
    }

    private func adoptable(_ chain: [Blob]) throws(Refusal) -> [Certificate] {
        let now = try issuanceTime().now
        return try Refusal.mapping { () throws(X509Error) in
            try Self.validated(chain.map(\.bytes), at: now, needsRoot: false)
        }
    }
}

/// What comes from outside and is to become an authority: its checked chain, and what would have asked for such an
/// authority here, so that templates judge both alike.
private struct Adoption {
    let equivalent: CACreate
    let chain: [Blob]
    let publicKey: [UInt8]

    init(_ name: String, _ chain: [Certificate], _ profiles: [String]) throws(Refusal) {
        self.chain = chain.map { Blob($0.der) }
        let content = chain[0].content
        publicKey = content.publicKey.der
        let kind = content.publicKey.kind
        guard let algorithm = KeyAlgorithm.allCases.first(where: { X509Core.SubjectPublicKey.Kind($0) == kind }) else {
            throw Refusal(
                .algorithmMismatch, "the authority's key is of a kind that is not kept here",
                remedy: "P-256, P-384, P-521, Ed25519 and RSA of 2048, 3072 or 4096 bits are.")
        }
        let pathLength = try Refusal.mapping { () throws(X509Error) in
            try IssuingAuthority(certificate: chain[0], keyAlgorithm: algorithm).pathLength
        }
        equivalent = CACreate(
            name: name, subject: content.subject.rfc4514, algorithm: algorithm,
            lifetime: content.notAfter - content.notBefore, pathLength: pathLength.map { Int64($0) },
            isExternal: content.subject != content.issuer, profiles: profiles)
    }
}
