internal import EnclaveProtocol

extension WireForm {
    /// One row for each answer and each value that is neither request nor answer but has a frame kind of its own.
    package static let answers: [WireForm] = [
        .answer { Hello(minimumVersion: $0.number(), maximumVersion: $0.number(), client: $0.text()) },
        .answer {
            HelloAnswer(
                version: $0.number(), instanceID: $0.identifier(), state: $0.word(), sessionKey: $0.bytes(65),
                identity: $0.text(), requiresSession: $0.bool())
        },
        .answer { SessionOpen(encapsulatedKey: $0.bytes(65)) },
        .answer {
            Authorization(
                challenge: $0.bytes(32),
                signatures: $0.list {
                    AdministratorSignature(keyFingerprint: $0.bytes(32), signature: $0.data())
                })
        },
        .answer { Refusal($0.word(), $0.text(), remedy: $0.text()) },
        .answer { _ in Empty() },
        .answer { $0.blob() },
        .answer { StatusAnswer(facts: $0.list { StatusFact($0.text(), $0.text()) }) },
        .answer { $0.keyInfo() },
        .answer { Page<KeyInfo>(items: $0.list { $0.keyInfo() }, next: $0.optional { $0.text() }) },
        .answer { SignatureList(signatures: $0.list { $0.blob() }) },
        .answer { EncryptAnswer(ciphertext: $0.data(), version: $0.number()) },
        .answer { $0.evidence() },
        .answer { ProofAnswer(statement: $0.data(), evidence: $0.evidence()) },
        .answer {
            KeyStatement(
                instanceID: $0.identifier(), key: $0.keyInfo(), administrators: $0.list { $0.blob() },
                threshold: $0.number(), isDevelopment: $0.bool(), time: $0.number(),
                nonce: $0.bytes($0.count(upTo: 64)))
        },
        .answer {
            EnclaveStatement(
                instanceID: $0.identifier(), state: $0.word(), sessionKey: $0.bytes(65), importKey: $0.data(),
                checkpointKey: $0.data(), administrators: $0.list { $0.blob() }, threshold: $0.number(),
                isDevelopment: $0.bool(), nonce: $0.bytes($0.count(upTo: 64)))
        },
        .answer { $0.authority() },
        .answer { Page<CAInfo>(items: $0.list { $0.authority() }, next: $0.optional { $0.text() }) },
        .answer {
            CAIssueAnswer(
                serial: $0.data(), chain: $0.list { $0.blob() }, notBefore: $0.number(), notAfter: $0.number(),
                fingerprint: $0.data())
        },
        .answer { PolicyListAnswer(policies: $0.list { $0.callerPolicy() }) },
        .answer { TemplateListAnswer(templates: $0.list { $0.creationTemplate() }) },
        .answer { ProfileListAnswer(profiles: $0.list { $0.blob() }) },
        .answer { AdministratorsAnswer(administrators: $0.list { $0.blob() }, threshold: $0.number()) },
        .answer { RecoveryShares(setID: $0.identifier(), shares: $0.list { $0.blob() }) },
        .answer { RecoveryProgress(received: $0.number(), threshold: $0.number(), state: $0.word()) },
        .answer { BackupAnswer(name: $0.text(), length: $0.next(), digest: $0.data()) },
        .answer {
            AuditReadAnswer(header: $0.data(), lines: $0.list { $0.blob() }, next: $0.optional { $0.next() })
        },
    ]
}
