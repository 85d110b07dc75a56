import Kubernetes
import KubernetesDouble
import Testing

/// What the client makes of watches, on every server there is.
@Suite("Watches on a server", .timeLimit(.minutes(2)))
struct WatchConformanceTests {
    @Test(arguments: Backend.available)
    func tellWhatHappens(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let start = try await maps.list().metadata.resourceVersion
            let label = ["watched": "yes"]
            try await maps.create(ConfigMap(metadata: ObjectMeta(name: "m", labels: label), data: ["a": "1"]))
            try await maps.create(ConfigMap(metadata: ObjectMeta(name: "other"), data: [:]))
            try await maps.patch("m", .merge(["data": ["a": "2"]]))
            try await maps.delete("m")
            let stream = try await maps.watch(since: start, ListOptions(labelSelector: "watched=yes"))
            var told: [String] = []
            for try await event in stream {
                switch event {
                case .added(let map): told.append("added \(map.data?["a"] ?? "")")
                case .modified(let map): told.append("modified \(map.data?["a"] ?? "")")
                case .deleted(let map): told.append("deleted \(map.data?["a"] ?? "")")
                case .bookmark: continue
                }
                if told.count == 3 { break }
            }
            #expect(told == ["added 1", "modified 2", "deleted 2"])
        }
    }

    @Test(arguments: Backend.available)
    func endWhenTheirTimeIsUp(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let version = try await maps.list().metadata.resourceVersion
            var count = 0
            for try await event in try await maps.watch(since: version, duration: .seconds(1)) {
                if case .bookmark = event { continue }
                count += 1
            }
            // A real server has its own ConfigMap of authorities in every namespace.
            #expect(count <= 1)
        }
    }

    @Test(arguments: Backend.available)
    func sayWhenTheStateIsTooOld(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let error = await #expect(throws: KubernetesError.self) {
                for try await _ in try await maps.watch(since: "1", duration: .seconds(5)) {}
            }
            #expect(error?.code == .expired)
        }
    }

    @Test(arguments: Backend.available)
    func areCancelled(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let outcome = await withTaskGroup(of: KubernetesError.Code?.self) { group in
                group.addTask {
                    do throws(KubernetesError) {
                        var events = try await maps.watch().makeAsyncIterator()
                        while try await events.next() != nil {}
                        return nil
                    } catch {
                        return error.code
                    }
                }
                try? await Task.sleep(for: .milliseconds(300))
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(outcome == .cancelled || outcome == nil)
        }
    }
}
