internal import EnclaveProtocol

extension AuditLine {
    /// Reads a line; nil when it is not an entry. Fields of newer versions are passed over: the chain covers them.
    package init?(_ line: [UInt8]) {
        guard let fields = AuditFields(line), let number = fields.number("number"), let time = fields.time("time"),
            let operation = fields.text("operation"), let outcome = fields.text("outcome"),
            let payload = fields.hash("payload")
        else { return nil }
        var entry = AuditEntry(
            time: time, operation: operation, identity: fields.text("identity"), tenant: fields.text("tenant"),
            key: fields.text("key"), name: fields.text("name"), outcome: outcome, count: fields.number("count"),
            detail: fields.text("detail"), segment: fields.number("segment"))
        if let value = fields["certificate"] {
            guard let certificate = AuditFields(value).flatMap(AuditCertificate.init) else { return nil }
            entry.certificate = certificate
        }
        if let value = fields["checkpoint"] {
            guard let checkpoint = AuditFields(value).flatMap(AuditCheckpoint.init) else { return nil }
            entry.checkpoint = checkpoint
        }
        if let value = fields["change"] {
            guard let change = AuditFields(value).flatMap(AuditChange.init) else { return nil }
            entry.change = change
        }
        self.init(number: number, entry: entry, payload: payload)
    }
}

extension AuditCertificate {
    fileprivate init?(_ fields: AuditFields) {
        guard let serial = fields.text("serial"), let subject = fields.text("subject"),
            let names = fields.list("names"), let issuer = fields.text("issuer"),
            let notBefore = fields.time("notBefore"), let notAfter = fields.time("notAfter"),
            let fingerprint = fields.text("fingerprint")
        else { return nil }
        self.init(
            serial: serial, subject: subject, names: names, notBefore: notBefore, notAfter: notAfter,
            requester: fields.text("requester"), fingerprint: fingerprint, issuer: issuer)
    }
}

extension AuditCheckpoint {
    fileprivate init?(_ fields: AuditFields) {
        guard let chain = fields.hash("chain"), let signature = fields.base64("signature"),
            let algorithm = fields.text("algorithm").flatMap(CheckpointAlgorithm.init),
            let publicKey = fields.base64("publicKey")
        else { return nil }
        self.init(
            chain: chain, signature: signature, algorithm: algorithm, publicKey: publicKey,
            development: fields.flag("development"))
    }
}

extension AuditChange {
    fileprivate init?(_ fields: AuditFields) {
        guard let number = fields.text("number"), let lead = fields.text("lead"), let digest = fields.text("digest")
        else { return nil }
        self.init(number: number, lead: lead, digest: digest)
    }
}
