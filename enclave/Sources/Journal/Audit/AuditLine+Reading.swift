internal import EnclaveProtocol

extension AuditLine {
    /// Reads a line; nil when it is not an entry. Fields of newer versions are passed over: the chain covers them.
    package init?(_ line: [UInt8]) {
        guard let fields = JSONReader.object(line), let number = fields["number"]?.number,
            let time = fields["time"]?.text.flatMap({ AuditTime.parse($0.utf8) }),
            let operation = fields["operation"]?.text, let outcome = fields["outcome"]?.text,
            let payload = fields["payload"]?.text.flatMap(Hex.canonical).flatMap({ Hash256($0) })
        else { return nil }
        var entry = AuditEntry(
            time: time, operation: operation, identity: fields["identity"]?.text, tenant: fields["tenant"]?.text,
            key: fields["key"]?.text, name: fields["name"]?.text, outcome: outcome, count: fields["count"]?.number,
            detail: fields["detail"]?.text, segment: fields["segment"]?.number)
        if let value = fields["certificate"] {
            guard let certificate = value.object.flatMap(AuditCertificate.init) else { return nil }
            entry.certificate = certificate
        }
        if let value = fields["checkpoint"] {
            guard let checkpoint = value.object.flatMap(AuditCheckpoint.init) else { return nil }
            entry.checkpoint = checkpoint
        }
        self.init(number: number, entry: entry, payload: payload)
    }
}

extension AuditCertificate {
    fileprivate init?(_ fields: [String: JSONValue]) {
        guard let serial = fields["serial"]?.text, let subject = fields["subject"]?.text,
            let names = fields["names"]?.list, let issuer = fields["issuer"]?.text,
            let notBefore = fields["notBefore"]?.text.flatMap({ AuditTime.parse($0.utf8) }),
            let notAfter = fields["notAfter"]?.text.flatMap({ AuditTime.parse($0.utf8) }),
            let fingerprint = fields["fingerprint"]?.text
        else { return nil }
        self.init(
            serial: serial, subject: subject, names: names.compactMap(\.text), notBefore: notBefore,
            notAfter: notAfter, requester: fields["requester"]?.text, fingerprint: fingerprint, issuer: issuer)
    }
}

extension AuditCheckpoint {
    fileprivate init?(_ fields: [String: JSONValue]) {
        guard let chain = fields["chain"]?.text.flatMap(Hex.canonical).flatMap({ Hash256($0) }),
            let signature = fields["signature"]?.text.flatMap({ Base64.decode(Array($0.utf8)) }),
            let algorithm = fields["algorithm"]?.text.flatMap(CheckpointAlgorithm.init),
            let publicKey = fields["publicKey"]?.text.flatMap({ Base64.decode(Array($0.utf8)) })
        else { return nil }
        self.init(
            chain: chain, signature: signature, algorithm: algorithm, publicKey: publicKey,
            development: fields["development"] == .flag(true))
    }
}
