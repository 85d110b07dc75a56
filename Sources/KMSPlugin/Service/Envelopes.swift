internal import EnclaveProtocol

/// Seals and opens through the enclave: what both versions of the API are made of.
struct Envelopes: Sendable {
    /// A sealed message and who sealed it.
    struct Sealed: Sendable {
        let key: KeyVersionID
        let envelope: [UInt8]
    }

    private struct Question: Hashable, Sendable {
        let context: WrapContext
        let envelope: [UInt8]

        // A message has a salt of its own: its ciphertext alone tells questions apart well enough.
        func hash(into hasher: inout Hasher) {
            envelope.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private let link: EnclaveLink
    private let monitor: KeyMonitor
    private let gate: DecryptGate
    private let openings = SharedCalls<Question, [UInt8]>()

    init(link: EnclaveLink, monitor: KeyMonitor, gate: DecryptGate) {
        self.link = link
        self.monitor = monitor
        self.gate = gate
    }

    /// The enclave that seals, in hexadecimal; it goes beside each ciphertext.
    var instance: String { link.instanceID?.description ?? "" }

    /// Seals under the newest version; the context is made for the version that really sealed.
    func seal(
        _ plaintext: [UInt8], context: (KeyVersionID) -> WrapContext
    ) async throws(KMSError) -> Sealed {
        try MessageLimits.checkPlaintext(plaintext.count)
        var keys = try await monitor.keys()
        // A rotation between showing the key and sealing with it is seen by the version: what it sealed is dropped.
        for _ in 0..<3 {
            let key = try keys.sealing()
            let answer = try await link.call(
                EncryptRequest(key: .id(key.key), context: context(key).bytes, plaintext: plaintext))
            if answer.version == key.version { return Sealed(key: key, envelope: answer.ciphertext) }
            keys = try await monitor.refreshed()
        }
        throw KMSError(.unavailable, "The key is being rotated again and again.")
    }

    /// Opens a message of any version there is. Callers with the same message at the same time share one answer.
    func open(
        _ envelope: [UInt8], keyID: String, context: WrapContext
    ) async throws(KMSError) -> [UInt8] {
        try gate.admit()
        let key = try await version(named: keyID)
        return try await openings.value(for: Question(context: context, envelope: envelope)) {
            () async throws(KMSError) in
            try await link.call(
                DecryptRequest(key: .id(key.key), context: context.bytes, ciphertext: envelope)
            ).bytes
        }
    }

    private func version(named keyID: String) async throws(KMSError) -> KeyVersionID {
        if let key = try await monitor.keys().version(named: keyID) { return key }
        guard KeyVersionID.mayBe(keyID) else {
            throw KMSError(
                .unknownKey, "The key id is not one that this plugin writes.",
                remedy: "The value was sealed by another KMS plugin: keep that one as a second provider.")
        }
        // Another control plane node's plugin may have seen a rotation earlier.
        guard let key = try await monitor.keys(notOlderThan: .milliseconds(250)).version(named: keyID) else {
            throw KMSError(
                .unknownKey, "The key id \(keyID) names no version of a key that this plugin was given.",
                remedy: "Give the key as --previous-key, to the enclave that holds it.")
        }
        return key
    }
}
