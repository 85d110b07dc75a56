import Kubernetes
import KubernetesController
import KubernetesDouble
import Testing

@Suite("Events", .timeLimit(.minutes(1)))
struct EventRecorderTests {
    private let object: ObjectMeta = {
        var metadata = ObjectMeta(name: "issuer", namespace: "n")
        metadata.uid = "u"
        return metadata
    }()

    private func withRecorder(
        _ api: EventRecorder.API, _ body: @escaping @Sendable (KubernetesClient, EventRecorder) async throws -> Void
    ) async throws {
        try await KubernetesDouble(resources: [Event.resource, CoreEvent.resource]).serve { port in
            let configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            try await KubernetesClient.withClient(configuration) { client in
                let recorder = EventRecorder(client: client, controller: "c.io/x", instance: "i", api: api)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await recorder.run() }
                    try await body(client, recorder)
                    group.cancelAll()
                }
            }
        }
    }

    private func record(_ recorder: EventRecorder, note: String) {
        recorder.record(
            .warning, reason: "SigningFailed", action: "Sign", note: note, about: object, of: Secret.resource)
    }

    @Test func repeatedEventsAreCounted() async throws {
        try await withRecorder(.events) { client, recorder in
            for _ in 0..<3 { record(recorder, note: "no key") }
            record(recorder, note: String(repeating: "é", count: 2000))
            let events = client.resources(Event.self, namespace: "n")
            var found: [Event] = []
            for _ in 0..<500 {
                found = try await events.list().items
                if found.contains(where: { $0.series?.count == 3 }), found.count == 2 { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            let first = try #require(found.first { $0.note == "no key" })
            #expect(first.series?.count == 3)
            #expect(first.regarding?.uid == "u")
            #expect(first.reportingController == "c.io/x")
            #expect(first.type == "Warning")
            #expect(found.first { $0.note != "no key" }?.note?.utf8.count == 1024)
        }
    }

    @Test func aWarningIsWrittenBeforeTheRestOfAFlood() async throws {
        try await withRecorder(.events) { client, recorder in
            for number in 0..<500 {
                recorder.record(
                    .normal, reason: "Issued", action: "Sign", note: "\(number)", about: object, of: Secret.resource)
            }
            record(recorder, note: "no key")
            let events = client.resources(Event.self, namespace: "n")
            var found: [Event] = []
            for _ in 0..<500 where !found.contains(where: { $0.type == "Warning" }) {
                found = try await events.list().items
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(found.contains { $0.type == "Warning" })
            #expect(found.count < 300)
        }
    }

    @Test func theOlderKindToo() async throws {
        try await withRecorder(.core) { client, recorder in
            for _ in 0..<2 { record(recorder, note: "no key") }
            let events = client.resources(CoreEvent.self, namespace: "n")
            for _ in 0..<500 where try await events.list().items.first?.count != 2 {
                try await Task.sleep(for: .milliseconds(10))
            }
            let found = try await events.list().items
            #expect(found.count == 1)
            #expect(found.first?.count == 2)
            #expect(found.first?.involvedObject?.kind == "Secret")
        }
    }
}
