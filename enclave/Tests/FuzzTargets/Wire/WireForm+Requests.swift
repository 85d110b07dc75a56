internal import EnclaveProtocol

extension WireForm {
    /// One row a request.
    package static let requests: [WireForm] =
        publicRequests + keyRequests + authorityRequests + policyRequests
        + domainRequests

    private static let publicRequests: [WireForm] = [
        .request { _ in StatusRequest() },
        .request { _ in ChallengeRequest() },
        .request { _ in ImportKeyRequest() },
        .request { EvidenceRequest(reportData: $0.bytes(64)) },
        .request { EnclaveAttest(nonce: $0.bytes($0.count(upTo: 64))) },
        .request { RandomRequest(count: $0.number()) },
        .request { AuditRead(from: $0.next(), limit: $0.number()) },
        .request { AuditNote(subject: $0.text(), detail: $0.text()) },
        .request { RecoverySubmit(share: $0.data()) },
        .request { _ in BackupCreate() },
        .request { _ in RestoreRequest() },
        .request { _ in CompactRequest() },
        .request { RecoveryCreate(threshold: $0.number(), holders: $0.list { $0.holder() }) },
    ]

    private static let keyRequests: [WireForm] = [
        .request { KeyGenerate(key: $0.keyTemplate()) },
        .request { KeyList(page: $0.page()) },
        .request { KeyShow(key: $0.selector()) },
        .request {
            KeySign(
                key: $0.selector(), scheme: $0.word(), hash: $0.word(), isDigest: $0.bool(), input: $0.data())
        },
        .request {
            KeySignBatch(
                key: $0.selector(), scheme: $0.word(), hash: $0.word(), digests: $0.list { $0.blob() })
        },
        .request {
            KeyCertificateRequest(key: $0.selector(), subject: $0.text(), names: $0.list { $0.text() })
        },
        .request {
            KeyImportSealed(name: $0.text(), purpose: $0.word(), audit: $0.word(), sealed: $0.data())
        },
        .request {
            KeyImportClear(
                name: $0.text(), purpose: $0.word(), audit: $0.word(), privateKey: $0.data(),
                isSymmetric: $0.bool())
        },
        .request {
            KeyReceive(
                name: $0.text(), purpose: $0.word(), audit: $0.word(), receiver: $0.selector(),
                mechanism: $0.word(), wrapped: $0.data(), isSymmetric: $0.bool())
        },
        .request { KeyAttest(key: $0.selector(), nonce: $0.bytes($0.count(upTo: 64))) },
        .request { KeyQuote(key: $0.selector(), nonce: $0.bytes($0.count(upTo: 64))) },
        .request { KeyRotate(key: $0.selector()) },
        .request { KeyRetire(key: $0.selector()) },
        .request { KeyDestroy(key: $0.selector()) },
        .request { EncryptRequest(key: $0.selector(), context: $0.data(), plaintext: $0.data()) },
        .request { DecryptRequest(key: $0.selector(), context: $0.data(), ciphertext: $0.data()) },
    ]

    private static let authorityRequests: [WireForm] = [
        .request {
            CACreate(
                name: $0.text(), subject: $0.text(), algorithm: $0.word(), lifetime: $0.number(),
                pathLength: $0.optional { $0.number() }, parent: $0.optional { $0.text() }, isExternal: $0.bool(),
                profiles: $0.list { $0.text() })
        },
        .request { CAList(page: $0.page()) },
        .request { CAShow(name: $0.text()) },
        .request { CARequest(name: $0.text()) },
        .request { CAInstall(name: $0.text(), chain: $0.list { $0.blob() }) },
        .request {
            CAIssue(
                name: $0.text(), request: $0.data(), profile: $0.text(), lifetime: $0.number(),
                usages: $0.list { $0.text() }, requester: $0.text())
        },
        .request {
            CAIssueAttested(
                CAIssue(
                    name: $0.text(), request: $0.data(), profile: $0.text(), lifetime: $0.number(),
                    usages: $0.list { $0.text() }, requester: $0.text()))
        },
        .request { CARevoke(name: $0.text(), serial: $0.data(), reason: $0.number()) },
        .request { CARevocationList(name: $0.text(), lifetime: $0.number()) },
        .request { CARotate(name: $0.text(), lifetime: $0.number()) },
        .request {
            CAImport(
                name: $0.text(), chain: $0.list { $0.blob() }, profiles: $0.list { $0.text() }, privateKey: $0.data(),
                isSealed: $0.bool())
        },
        .request {
            CAReceive(
                name: $0.text(), chain: $0.list { $0.blob() }, profiles: $0.list { $0.text() },
                receiver: $0.selector(), mechanism: $0.word(), wrapped: $0.data())
        },
    ]

    private static let policyRequests: [WireForm] = [
        .request { PolicyPut(policy: $0.callerPolicy()) },
        .request { _ in PolicyList() },
        .request { TemplatePut(template: $0.creationTemplate()) },
        .request { _ in TemplateList() },
        .request { ProfilePut(profile: $0.data()) },
        .request { _ in ProfileList() },
        .request { AdministratorsPut(administrators: $0.list { $0.blob() }, threshold: $0.number()) },
        .request { _ in AdministratorsList() },
        .request { ClockAccept(time: $0.number()) },
        .request { AnchorAccept(recordNumber: $0.number()) },
    ]
}
