/// What the plugin knows of its keys at a moment, and for how long that holds.
struct KeyProof: Sendable {
    /// How old a proof may be that Status says "ok" for.
    static let proofLifetime = Duration.seconds(10)

    /// As the enclave last showed them.
    private(set) var keys: KeySet?
    private var provenAt: ContinuousClock.Instant?
    private var failure = KMSError(.unavailable, "The enclave has not been asked yet.")

    /// A round trip through the enclave succeeded with these keys.
    mutating func proved(_ keys: KeySet, at now: ContinuousClock.Instant) {
        self.keys = keys
        provenAt = now
        failure = KMSError(.unavailable, "The last round trip through the enclave is more than 10 s ago.")
    }

    /// New keys are known and not yet proven; the proof of the older ones still counts.
    mutating func learned(_ keys: KeySet) { self.keys = keys }

    /// A round trip failed. When the way to the enclave is what failed, the last proof counts until it is too old; a
    /// refusal by the enclave ends it at once.
    mutating func failed(_ error: KMSError) {
        failure = error
        if error.code != .unavailable { provenAt = nil }
    }

    /// The version that seals, if sealing with it was proven lately; else why not.
    func proven(at now: ContinuousClock.Instant) -> Result<KeyVersionID, KMSError> {
        guard let keys, let provenAt, now - provenAt <= Self.proofLifetime else { return .failure(failure) }
        do throws(KMSError) {
            return .success(try keys.sealing())
        } catch {
            return .failure(error)
        }
    }

    /// The keys to try with: a request finds out by itself whether the enclave can use them.
    func required() throws(KMSError) -> KeySet {
        guard let keys else { throw failure }
        return keys
    }
}
