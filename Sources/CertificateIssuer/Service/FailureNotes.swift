internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import Synchronization

/// Logs failures that the controllers get over by themselves, each kind once until it changes.
final class FailureNotes: Sendable {
    private let logger: Logger
    private let last = Mutex<[String: String]>([:])

    init(_ logger: Logger) { self.logger = logger }

    /// For a watch or a writer: the same failure again is not worth a line.
    func watching(_ what: String) -> @Sendable (KubernetesError) -> Void {
        { [self] error in
            let text = "\(error)"
            let isNew = last.withLock { last in
                defer { last[what] = text }
                return last[what] != text
            }
            guard isNew, error.code != .cancelled else { return }
            guard error.code != .notFound else {
                return logger.info("not served by this cluster, looking again", metadata: ["resource": "\(what)"])
            }
            logger.warning("not reached, trying again", metadata: ["resource": "\(what)", "reason": "\(text)"])
        }
    }

    /// For a controller: the first failure of a key, and then ever fewer.
    func reconciling<Key: Hashable & Sendable>(_ failure: Controller<Key>.Failure) {
        guard failure.attempt.nonzeroBitCount <= 1 else { return }
        logger.warning(
            "trying again",
            metadata: [
                "key": "\(failure.key)", "attempt": "\(failure.attempt)", "reason": "\(failure.error)",
            ])
    }
}
