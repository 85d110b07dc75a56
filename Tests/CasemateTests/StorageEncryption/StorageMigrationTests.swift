import Kubernetes
import KubernetesDouble
import Testing

@testable import CasemateCommands

/// Touching objects, against an API server in memory.
@Suite(.timeLimit(.minutes(2)))
struct StorageMigrationTests {
    private static let workers = 4

    private func withCluster(_ body: @escaping @Sendable (KubernetesClient) async throws -> Void) async throws {
        try await KubernetesDouble(resources: Backend.resources).serve { port in
            try await KubernetesClient.withClient(.init(server: "http://127.0.0.1:\(port)")) { try await body($0) }
        }
    }

    private func migration(_ cluster: KubernetesClient) -> StorageMigration {
        StorageMigration(
            objects: MetadataClient(client: cluster, resource: Secret.resource), name: "secrets",
            workers: Self.workers, onProgress: { _ in })
    }

    @Test func touchesEveryObjectOfEveryNamespaceAndChangesNone() async throws {
        try await withCluster { cluster in
            for number in 0..<30 {
                let metadata = ObjectMeta(name: "s\(number)", namespace: "n\(number % 3)", labels: ["a": "b"])
                try await cluster.resources(Secret.self, namespace: "n\(number % 3)").create(
                    Secret(metadata: metadata, data: ["k": [UInt8(number)]]))
            }
            let tally = try await migration(cluster).run()
            #expect(tally.objects == 30 && tally.done == 30 && tally.failures.isEmpty && tally.gone == 0)
            for secret in try await cluster.resources(Secret.self).listAll() {
                let number = try #require(UInt8(secret.key.name.dropFirst()))
                #expect(secret.bytes("k") == [number])
                #expect(secret.metadata.labels == ["a": "b"])
            }
        }
    }

    @Test func whatChangedMeanwhileIsReadAgain() async throws {
        try await withCluster { cluster in
            let secrets = cluster.resources(Secret.self, namespace: "n")
            let stale = try await secrets.create(Secret(metadata: ObjectMeta(name: "s", namespace: "n"), data: [:]))
            try await secrets.patch("s", .merge(["metadata": ["labels": ["new": "1"]]]))
            let touch = ObjectTouch(objects: MetadataClient(client: cluster, resource: Secret.resource))
            let (outcome, conflicts) = try await touch.run(.init(metadata: stale.metadata))
            #expect(conflicts == 1)
            #expect(outcome == .current || outcome == .rewritten)
            #expect(try await secrets.get("s").metadata.labels == ["new": "1"])
        }
    }

    @Test func whatIsGoneIsNoFailure() async throws {
        try await withCluster { cluster in
            let secrets = cluster.resources(Secret.self, namespace: "n")
            let object = try await secrets.create(Secret(metadata: ObjectMeta(name: "s", namespace: "n"), data: [:]))
            try await secrets.delete("s")
            let touch = ObjectTouch(objects: MetadataClient(client: cluster, resource: Secret.resource))
            #expect(try await touch.run(.init(metadata: object.metadata)).outcome == .gone)
        }
    }

    @Test func theResultSaysWhatIsLeft() {
        func seal(_ id: String) -> StoredValue { .encrypted(.init(provider: .kms2, name: "p", keyID: id)) }
        var survey = StorageSurvey(resource: "secrets")
        survey.add(.init(name: "n/a", value: seal("new")), revision: 9)
        var tally = MigrationTally()
        func complaints(_ survey: StorageSurvey, expected: String? = nil) -> [String] {
            MigrationResult(
                resource: "secrets", tally: tally, evidence: .etcd(survey),
                expected: expected.map { KeyHash(ofKeyID: $0) }
            ).complaints
        }
        #expect(complaints(survey).isEmpty)
        #expect(complaints(survey, expected: "new").isEmpty)
        #expect(complaints(survey, expected: "newer").count == 1)
        survey.add(.init(name: "n/b", value: seal("old")), revision: 3)
        #expect(complaints(survey).first?.contains("1 are under another key") == true)
        survey.add(.init(name: "n/c", value: .plain), revision: 4)
        survey.add(.init(name: "n/d", value: .unreadable("x")), revision: 5)
        #expect(complaints(survey).count == 3)
        #expect(survey.plain == 1 && survey.encrypted == 2 && survey.unreadable == 1)
        tally.add(.failed("no"), of: "n/e")
        #expect(complaints(survey).first?.contains("n/e: no") == true)
    }
}
