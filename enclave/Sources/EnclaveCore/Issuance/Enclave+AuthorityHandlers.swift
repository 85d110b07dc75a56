internal import EnclaveProtocol
internal import Journal
internal import X509Core

extension Enclave {
    static let authorityHandlers: [(EnclaveOperation, Handler)] = [
        Handler.maybeLater(.creation, work: { _, _, request in request.algorithm.generationWork }) {
            enclave, caller, request throws(Refusal) in try enclave.create(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CAList) throws(Refusal) in
            try enclave.listAuthorities(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CAShow) throws(Refusal) in
            Answered(try enclave.authority(request.name, for: caller).info)
        },
        Handler.now(.policy) { (enclave, caller, request: CARequest) throws(Refusal) in
            try enclave.requestChain(request, caller)
        },
        Handler.now(.administrator) { (enclave, caller, request: CAInstall) throws(Refusal) in
            try enclave.install(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CAIssue) throws(Refusal) in
            try enclave.issue(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CAIssueAttested) throws(Refusal) in
            try enclave.issue(request.issue, hasVerifiedQuote: true, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CARevoke) throws(Refusal) in
            try enclave.revoke(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: CARevocationList) throws(Refusal) in
            try enclave.revocationList(request, caller)
        },
        Handler.maybeLater(
            .creation,
            work: { enclave, caller, request in
                (try? enclave.loadAuthority(request.name, tenant: caller.tenant))?.key.record.algorithm.generationWork
            }
        ) { enclave, caller, request throws(Refusal) in try enclave.rotateAuthority(request, caller) },
        Handler.now(.administrator) { (enclave, caller, request: CAImport) throws(Refusal) in
            try enclave.importAuthority(request, caller)
        },
        Handler.now(.creation) { (enclave, caller, request: CAReceive) throws(Refusal) in
            try enclave.receiveAuthority(request, caller)
        },
        Handler.now(.policy) { (enclave, caller, request: KeyCertificateRequest) throws(Refusal) in
            try enclave.requestCertificate(request, caller)
        },
    ]

    private func listAuthorities(_ request: CAList, _ caller: Caller) throws(Refusal) -> Answered<Page<CAInfo>> {
        let (records, next) = try page(request.page, of: .authority, as: AuthorityRecord.self) {
            $0.tenant == caller.tenant && (caller.authorization != nil || caller.policy?.allows(name: $0.name) == true)
        }
        var items: [CAInfo] = []
        for record in records { items.append(try loadAuthority(record.name, tenant: caller.tenant).info) }
        return Answered(Page(items: items, next: next))
    }

    /// The PKCS#10 of an authority that waits, or of one that wants a new chain for its key.
    private func requestChain(_ request: CARequest, _ caller: Caller) throws(Refusal) -> Answered<Blob> {
        let authority = try authority(request.name, for: caller)
        let subject = try distinguishedName(authority.record.subject)
        let unsigned = SigningRequestBuilder.request(
            subject: subject, publicKey: try authority.key.subjectPublicKey(),
            algorithm: try authority.key.certificateSignature(), isAuthority: true)
        return Answered(Blob(try authority.key.sign(unsigned)))
    }

    /// The PKCS#10 of any signing key for its own public half.
    private func requestCertificate(
        _ request: KeyCertificateRequest, _ caller: Caller
    ) throws(Refusal) -> Answered<Blob> {
        let key = try key(request.key, for: caller)
        try key.require(.sign, .tls, .issue)
        var names: [GeneralName] = []
        for text in request.names {
            names.append(try Refusal.mapping { () throws(X509Error) in try GeneralName(text: text) })
        }
        let unsigned = SigningRequestBuilder.request(
            subject: try distinguishedName(request.subject), publicKey: try key.subjectPublicKey(),
            algorithm: try key.certificateSignature(), names: names)
        return Answered(Blob(try key.sign(unsigned)))
    }

    func distinguishedName(_ text: String) throws(Refusal) -> DistinguishedName {
        try Refusal.mapping { () throws(X509Error) in try DistinguishedName(rfc4514: text) }
    }
}
