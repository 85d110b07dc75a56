internal import Kubernetes

/// Has the API server store one object anew, if that object's storage form is out of date.
struct ObjectTouch: Sendable {
    let objects: MetadataClient
    /// The wait after the first failure; it doubles.
    var pause = Duration.milliseconds(500)

    private static let conflictLimit = 50
    private static let failureLimit = 4

    /// Tries until it is done, gone or hopeless. Throws what concerns all objects alike.
    func run(_ listed: MetadataClient.Summary) async throws -> (outcome: MigrationTally.Outcome, conflicts: Int) {
        var object = listed
        var conflicts = 0
        var failures = 0
        while true {
            do throws(KubernetesError) {
                if conflicts > 0 { object = try await objects.get(object.key) }
                let stored = try await objects.touch(object)
                let isSame = stored.metadata.resourceVersion == object.metadata.resourceVersion
                return (isSame ? .current : .rewritten, conflicts)
            } catch {
                switch error.code {
                case .notFound: return (.gone, conflicts)
                case .conflict where conflicts < Self.conflictLimit: conflicts += 1
                case .unavailable, .connectionLost, .timedOut, .cannotConnect, .tooManyRequests:
                    failures += 1
                    guard failures < Self.failureLimit else { return (.failed(error.message), conflicts) }
                    try await Task.sleep(for: pause * (1 << (failures - 1)))
                case .cancelled, .unauthorized, .forbidden, .credentialFailed, .invalidConfiguration: throw error
                default: return (.failed(error.message), conflicts)
                }
            }
        }
    }
}
