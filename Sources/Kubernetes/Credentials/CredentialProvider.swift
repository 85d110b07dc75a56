internal import NIOSSL

/// Gives the current credential and renews it: files once a minute, programs when theirs expires, anything after the
/// server refused it.
actor CredentialProvider {
    /// How long a credential that could not be renewed is used on before the next attempt.
    private static let patience = Duration.seconds(10)

    private struct Held {
        var credential: Credential
        var material: CredentialMaterial
        var renewal: ContinuousClock.Instant?
    }

    private let source: CredentialSource
    private let trust: ClusterConfiguration.ServerTrust
    private var held: Held?
    private var isRefused = false
    // One task for all callers: a credential program runs once, and one caller's cancellation does not end it.
    private var renewal: Task<Result<CredentialMaterial, KubernetesError>, Never>?

    init(source: CredentialSource, trust: ClusterConfiguration.ServerTrust) {
        self.source = source
        self.trust = trust
    }

    /// The credential to use now. Throws `credentialFailed` or `invalidConfiguration`.
    func current() async throws(KubernetesError) -> Credential {
        if let held, !isRefused, held.renewal.map({ $0 > .now }) ?? true { return held.credential }
        switch await read() {
        case .success(let material): return try hold(material)
        case .failure(let error):
            guard var held, !isRefused else { throw error }
            held.renewal = .now + Self.patience
            self.held = held
            return held.credential
        }
    }

    /// The server refused `credential`: the next caller gets a new one, if there is one.
    func refuse(_ credential: Credential) {
        if held?.credential.authorization == credential.authorization { isRefused = true }
    }

    private func read() async -> Result<CredentialMaterial, KubernetesError> {
        if let renewal { return await renewal.value }
        let task = Task { [source, trust] () async -> Result<CredentialMaterial, KubernetesError> in
            do throws(KubernetesError) {
                return .success(try await CredentialMaterial.read(source, trust: trust))
            } catch {
                return .failure(error)
            }
        }
        renewal = task
        defer { renewal = nil }
        return await task.value
    }

    /// Connections are kept as long as the certificates stay the same: the TLS configuration is their pool's name.
    private func hold(_ material: CredentialMaterial) throws(KubernetesError) -> Credential {
        let tls = if let same = sameTLS(as: material) { same } else { try material.tls(trust: trust) }
        let credential = Credential(authorization: material.authorization, tls: tls)
        held = Held(credential: credential, material: material, renewal: material.lifetime.map { .now + $0 })
        isRefused = false
        return credential
    }

    private func sameTLS(as material: CredentialMaterial) -> TLSConfiguration? {
        guard let held, held.material.certificate == material.certificate, held.material.key == material.key,
            held.material.authorities == material.authorities
        else { return nil }
        return held.credential.tls
    }
}
