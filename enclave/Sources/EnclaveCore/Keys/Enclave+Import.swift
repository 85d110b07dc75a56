internal import EnclaveProtocol
internal import KeyOperations
internal import Synchronization

extension Enclave {
    /// What `casemate key seal --to` takes.
    func importKeyFile() throws(Refusal) -> [UInt8] {
        let file = try Refusal.mapping { () throws(KeyError) in
            try ImportKeyFile(
                instanceID: instanceID.bytes, keyID: instance.importKeyID.bytes,
                publicKeySPKI: importKey.publicKeySPKI ?? [])
        }
        return Array(file.text.utf8)
    }

    func importSealed(_ request: KeyImportSealed, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        try mayImport(request.name, request.purpose, caller) { _ in true }
        let live = try Refusal.mapping { () throws(KeyError) in
            try SealedKey(request.sealed).open(
                with: importKey, keyID: instance.importKeyID.bytes, instanceID: instanceID.bytes)
        }
        return try adopt(live, request.name, request.purpose, request.audit, .importedSealed, caller)
    }

    func importClear(_ request: KeyImportClear, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        guard caller.isSealed else {
            throw Refusal(.sealedSessionRequired, "a key in clear travels in a sealed session")
        }
        try mayImport(request.name, request.purpose, caller) { _ in true }
        let live = try Refusal.mapping { () throws(KeyError) in
            request.isSymmetric
                ? try LiveKey(stored: request.privateKey, algorithm: .aes256)
                : try LiveKey(clearFile: request.privateKey)
        }
        return try adopt(live, request.name, request.purpose, request.audit, .importedClear, caller)
    }

    /// Unwraps by the mechanism named: the plaintext never leaves this function but as a key record.
    func receive(_ request: KeyReceive, _ caller: Caller) throws(Refusal) -> Answered<KeyInfo> {
        try mayImport(request.name, request.purpose, caller) { _ in true }
        let receiver = try key(request.receiver, for: caller)
        try receiver.require(.receive)
        let own = try receiver.active()
        let live = try Refusal.mapping { () throws(KeyError) in
            let bytes = try request.mechanism.unwrap(request.wrapped, with: own)
            return request.isSymmetric ? try LiveKey(stored: bytes, algorithm: .aes256) : try LiveKey(pkcs8: bytes)
        }
        return try adopt(live, request.name, request.purpose, request.audit, .importedSealed, caller)
    }

    /// Asked before the bytes are looked at, and again once they say what kind of key they are.
    private func mayImport(
        _ name: String, _ purpose: KeyPurpose, _ caller: Caller, _ condition: (CreationTemplate) -> Bool
    ) throws(Refusal) {
        try mayCreate(caller) { $0.allowsImport(name, for: purpose, by: caller.identity) && condition($0) }
    }

    private func adopt(
        _ live: LiveKey, _ name: String, _ purpose: KeyPurpose, _ audit: KeyAudit, _ origin: KeyOrigin, _ caller: Caller
    ) throws(Refusal) -> Answered<KeyInfo> {
        try KeyRules.check(name: name, purpose: purpose, algorithm: live.algorithm)
        try mayImport(name, purpose, caller) { $0.algorithms.contains(live.algorithm) }
        guard purpose != .issue else {
            throw Refusal(.purposeMismatch, "an authority's key comes with its authority")
        }
        let template = KeyTemplate(
            name: name, algorithm: live.algorithm, purpose: purpose, export: .never, replication: .domain, audit: audit)
        return try state.withLock { state throws(Refusal) in
            let record = newRecord(template, caller, origin, live, &state)
            return Answered(record.info, after: try insert(record, by: caller, to: &state))
        }
    }
}
