internal import EnclaveProtocol
internal import Kubernetes
internal import KubernetesController
internal import Logging

/// What is done before an issuer goes: its authority is retired, what it published is taken back.
struct IssuerFarewell: Sendable {
    private let reconciler: IssuerReconciler

    init(_ reconciler: IssuerReconciler) { self.reconciler = reconciler }

    func finish(_ reference: IssuerReference, _ issuer: Issuer) async throws {
        reconciler.directory.set(nil, for: reference)
        guard issuer.metadata.finalizers?.contains(Issuer.finalizer) == true else { return }
        try await retire(reference, issuer)
        for name in Set([issuer.status?.secretName, issuer.spec?.secretName].compactMap { $0 }) where !name.isEmpty {
            try await reconciler.secret(named: name, of: issuer, reference)?.withdraw()
        }
        let name = issuer.status?.authority ?? AuthorityName.name(of: reference, generation: 1)
        try await reconciler.provisioning.withdraw(reference, issuer, authority: name, isReceived: false)
        let resources = IssuerStatusWriter(client: reconciler.client).resources(reference)
        try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
            try await resources.removeFinalizer(Issuer.finalizer, from: issuer)
        }
    }

    /// An authority that is lost or retired already, or that policy does not let this identity retire, holds up nothing.
    private func retire(_ reference: IssuerReference, _ issuer: Issuer) async throws {
        do throws(AuthorityFault) {
            guard case .held(let info) = try await reconciler.keeper.find(reference, known: issuer.status?.authority)
            else { return }
            try await reconciler.keeper.retire(info.name)
            reconciler.logger.notice("retired", metadata: ["issuer": "\(reference)", "authority": "\(info.name)"])
        } catch {
            guard !error.isPassing else { throw error }
            reconciler.note(.warning, "AuthorityLeft", "Retire", error.sentence, issuer, reference)
            reconciler.logger.warning(
                "authority left in the enclave", metadata: ["issuer": "\(reference)", "reason": "\(error.sentence)"])
        }
    }
}
