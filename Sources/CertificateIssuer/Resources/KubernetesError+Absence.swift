internal import Kubernetes

extension KubernetesError {
    /// Does what is done already when there is nothing to do it to.
    static func ignoringAbsence(
        _ body: () async throws(KubernetesError) -> Void
    ) async throws(KubernetesError) {
        do throws(KubernetesError) {
            try await body()
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }
}
