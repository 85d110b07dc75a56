internal import Kubernetes

/// Rewrites the objects of one resource: the API server reads each, and stores it anew where it is not as it would
/// store it now.
///
/// Contents never pass through here: objects are listed by their metadata, and the change asked for is none. An
/// interrupted run is completed by another, for which nothing is written twice.
struct StorageMigration: Sendable {
    let objects: MetadataClient
    let name: String
    /// How many requests are open at once.
    let workers: Int
    /// Called after each object.
    let onProgress: @Sendable (MigrationTally) -> Void

    // A plugin that is away fails every object; nobody waits for each.
    private static let failureLimit = 20
    private static let listingLimit = 3

    /// Deals with every object that is there now; those made later are stored as they should be.
    func run() async throws -> MigrationTally {
        let listed = try await list()
        let touch = ObjectTouch(objects: objects)
        return try await withThrowingTaskGroup(of: Touched.self) { group in
            var tally = MigrationTally()
            tally.objects = listed.count
            var rest = listed[...]
            func begin() {
                guard tally.failures.count < Self.failureLimit, let object = rest.popFirst() else { return }
                group.addTask {
                    let (outcome, conflicts) = try await touch.run(object)
                    return Touched(name: object.key.description, outcome: outcome, conflicts: conflicts)
                }
            }
            for _ in 0..<workers { begin() }
            while let touched = try await group.next() {
                tally.add(touched.outcome, of: touched.name, conflicts: touched.conflicts)
                onProgress(tally)
                begin()
            }
            return tally
        }
    }

    private struct Touched: Sendable {
        let name: String
        let outcome: MigrationTally.Outcome
        let conflicts: Int
    }

    /// Every object; a list that took so long that its state is gone begins anew.
    private func list() async throws(KubernetesError) -> [MetadataClient.Summary] {
        for _ in 1..<Self.listingLimit {
            do throws(KubernetesError) {
                return try await objects.listAll()
            } catch {
                guard error.code == .expired else { throw error }
            }
        }
        return try await objects.listAll()
    }
}
