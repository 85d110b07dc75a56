package import EnclaveProtocol

/// Values that several requests and answers hold.
extension Sampler {
    package mutating func keyTemplate() -> KeyTemplate {
        KeyTemplate(
            name: text(), algorithm: word(), purpose: word(), export: word(), replication: word(), audit: word())
    }

    package mutating func keyInfo() -> KeyInfo {
        KeyInfo(
            id: identifier(), tenant: text(), name: text(), algorithm: word(), purpose: word(), origin: word(),
            export: word(), replication: word(), audit: word(), state: word(), publicKey: data(),
            versions: list { KeyVersionInfo(number: $0.number(), created: $0.number()) }, provenance: text())
    }

    package mutating func authority() -> CAInfo {
        CAInfo(
            name: text(), keyID: identifier(), algorithm: word(), subject: text(), chain: list { $0.blob() },
            notBefore: number(), notAfter: number(), state: word(), profiles: list { $0.text() },
            parent: optional { $0.text() }, previous: list { $0.blob() })
    }

    package mutating func evidence() -> EvidenceAnswer {
        EvidenceAnswer(
            form: word(), evidence: data(), certificates: list { $0.blob() }, manifest: data(), collateral: data(),
            root: data())
    }

    package mutating func callerPolicy() -> CallerPolicy {
        CallerPolicy(
            identity: text(), tenant: text(), operations: list { $0.text() }, keys: list { $0.text() },
            rate: number())
    }

    package mutating func creationTemplate() -> CreationTemplate {
        CreationTemplate(
            name: text(), identity: text(), pattern: text(), purposes: list { $0.word() },
            algorithms: list { $0.word() }, profiles: list { $0.text() }, maximumLifetime: number(),
            imports: bool())
    }

    package mutating func holder() -> RecoveryHolder { RecoveryHolder(name: text(), publicKey: data()) }
}
