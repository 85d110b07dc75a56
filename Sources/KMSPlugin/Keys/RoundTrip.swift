internal import EnclaveProtocol

/// Seals 32 bytes and opens them again, as a request would: the proof behind Status and readiness.
struct RoundTrip {
    let link: EnclaveLink

    private static let context = Array("casemate/kms/round-trip".utf8)
    // No secret: what is proven is that the same bytes come back.
    private static let plaintext = (0..<32).map { UInt8($0) }

    /// Throws when the version that sealed is not `key`, or other bytes come back.
    func run(_ key: KeyVersionID) async throws(KMSError) {
        let sealed = try await link.call(
            EncryptRequest(key: .id(key.key), context: Self.context, plaintext: Self.plaintext))
        guard sealed.version == key.version else {
            throw KMSError(.unavailable, "The key was rotated a moment ago.")
        }
        let opened = try await link.call(
            DecryptRequest(key: .id(key.key), context: Self.context, ciphertext: sealed.ciphertext))
        guard opened.bytes == Self.plaintext else {
            throw KMSError(.failed, "The enclave opened its own ciphertext to other bytes.")
        }
    }
}
