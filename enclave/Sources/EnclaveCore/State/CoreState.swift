internal import EnclaveProtocol
internal import X509Core

/// All that changes in an open enclave, under one lock.
struct CoreState {
    /// Refusals that get an entry of their own each second; the rest are counted.
    static let refusalEntriesPerSecond = 50

    var clock: TrustedClock
    var administrators: Administrators
    var keys: KeyCache
    /// Rises with each change of a key or authority, so that a value read from disk meanwhile is not cached.
    var generation: UInt64 = 0
    var authorities: [TenantName: Authority] = [:]
    var policies: [String: CompiledPolicy] = [:]
    var templates: [String: CreationTemplate] = [:]
    var profiles: [String: CertificateProfile] = [:]
    var challenges = Challenges()
    var offers = JoinOffers()
    var rates = RateLimiter()
    var refusalEntries = 0
    var keyCount = 0
    var domain = DomainState()
}
