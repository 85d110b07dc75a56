internal import EnclaveProtocol
internal import KeyOperations
internal import Synchronization

extension Enclave {
    static let useHandlers: [(EnclaveOperation, Handler)] = [
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.sign(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.signBatch(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.encrypt(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.decrypt(request, caller) },
        Handler.now(.policy) { enclave, caller, request throws(Refusal) in try enclave.random(request, caller) },
    ]

    private func sign(_ request: KeySign, _ caller: Caller) throws(Refusal) -> Answered<Blob> {
        let key = try key(request.key, for: caller)
        return try use(key, caller) { () throws(Refusal) in
            let live = try signingKey(key, isDigest: request.isDigest, input: request.input)
            return Blob(
                try Refusal.mapping { () throws(KeyError) in
                    let algorithm = try SignatureAlgorithm(request)
                    return request.isDigest
                        ? try live.sign(digest: request.input, using: algorithm)
                        : try live.sign(message: request.input, using: algorithm)
                })
        }
    }

    private func signBatch(_ request: KeySignBatch, _ caller: Caller) throws(Refusal) -> Answered<SignatureList> {
        guard (1...FrameLimits.maximumBatch).contains(request.digests.count) else {
            throw Refusal(.invalidArgument, "a batch holds 1 to \(FrameLimits.maximumBatch) digests")
        }
        let key = try key(request.key, for: caller)
        return try use(key, caller, count: UInt64(request.digests.count)) { () throws(Refusal) in
            let live = try signingKey(key, isDigest: true, input: [])
            return try Refusal.mapping { () throws(KeyError) in
                let algorithm = try SignatureAlgorithm(scheme: request.scheme, hash: request.hash)
                var signatures: [Blob] = []
                for digest in request.digests {
                    signatures.append(Blob(try live.sign(digest: digest.bytes, using: algorithm)))
                }
                return SignatureList(signatures: signatures)
            }
        }
    }

    /// Purpose first: `sign` signs anything, `tls` only what TLS signs.
    private func signingKey(_ key: CachedKey, isDigest: Bool, input: [UInt8]) throws(Refusal) -> LiveKey {
        try key.require(.sign, .tls)
        if key.record.purpose == .tls {
            try Refusal.mapping { () throws(KeyError) in
                guard !isDigest else { throw KeyError.digestRefused(key.record.algorithm) }
                _ = try TLSSignatureInput(input)
            }
        }
        return try key.active()
    }

    private func encrypt(_ request: EncryptRequest, _ caller: Caller) throws(Refusal) -> Answered<EncryptAnswer> {
        guard request.plaintext.count <= 64 << 10 else {
            throw Refusal(
                .invalidArgument, "a plaintext has at most 65,536 bytes", remedy: "Encrypt a data key instead.")
        }
        let key = try key(request.key, for: caller)
        return try use(key, caller) { () throws(Refusal) in
            try key.require(.wrap)
            let live = try key.active()
            let version = key.record.versions.last?.number ?? 0
            let ciphertext = try Refusal.mapping { () throws(KeyError) in
                try EnvelopeCipher(live).encrypt(
                    request.plaintext, additionalData: request.context, keyVersion: version)
            }
            return EncryptAnswer(ciphertext: ciphertext, version: version)
        }
    }

    private func decrypt(_ request: DecryptRequest, _ caller: Caller) throws(Refusal) -> Answered<Blob> {
        let key = try key(request.key, for: caller)
        return try use(key, caller) { () throws(Refusal) in
            try key.require(.wrap)
            let version = try Refusal.mapping { () throws(KeyError) in
                try EnvelopeCipher.keyVersion(of: request.ciphertext)
            }
            let live = try key.version(version)
            let name = OpenedMessages.name(of: request, key: key.record.id)
            if let plaintext = opened.withLock({ $0[name] }) { return Blob(plaintext) }
            let plaintext = try Refusal.mapping { () throws(KeyError) in
                try EnvelopeCipher(live).decrypt(request.ciphertext, additionalData: request.context)
            }
            hold(plaintext, as: name, openedBy: key)
            return Blob(plaintext)
        }
    }

    /// Holds an opened message, unless its key has changed since it was looked up: nothing of a destroyed key stays.
    func hold(_ plaintext: [UInt8], as name: OpenedMessages.Name, openedBy key: CachedKey) {
        state.withLock { state in
            guard state.keys.key(key.record.id) === key else { return }
            opened.withLock { $0.insert(plaintext, as: name) }
        }
    }

    private func random(_ request: RandomRequest, _ caller: Caller) throws(Refusal) -> Answered<Blob> {
        guard (1...4096).contains(request.count) else {
            throw Refusal(.invalidArgument, "random gives 1 to 4,096 bytes")
        }
        return Answered(Blob(RandomBytes.make(Int(request.count))))
    }

    /// Runs a use and accounts for it: counted, or an entry before the answer for keys born `audit: each`.
    func use<Answer: WireCodable>(
        _ key: CachedKey, _ caller: Caller, count: UInt64 = 1, _ body: () throws(Refusal) -> Answer
    ) throws(Refusal) -> Answered<Answer> {
        let answer: Answer
        do throws(Refusal) {
            answer = try body()
        } catch {
            _ = try account(key, caller, outcome: error.code.name, count: count)
            throw error
        }
        return Answered(answer, after: try account(key, caller, outcome: "ok", count: count))
    }

    private func account(
        _ key: CachedKey, _ caller: Caller, outcome: String, count: UInt64
    ) throws(Refusal) -> UInt64 {
        guard key.record.audit == .each else {
            let use = UseCounters.Use(
                identity: caller.identity, tenant: caller.tenant, operation: caller.operation, key: key.record.id,
                outcome: outcome)
            try self.count(use, count, lane: caller.lane)
            return 0
        }
        var event = AuditEvent(caller, key: key.record.id, name: key.record.name)
        event.outcome = outcome
        event.count = count == 1 ? nil : count
        return try state.withLock { state throws(Refusal) in try append(event, [], to: &state) }
    }
}

extension SignatureAlgorithm {
    /// As the request names it; EdDSA takes no hash.
    init(_ request: KeySign) throws(KeyError) {
        try self.init(scheme: request.scheme, hash: request.scheme == .eddsa ? nil : request.hash)
    }
}
