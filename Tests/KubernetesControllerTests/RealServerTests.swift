import Foundation
import Kubernetes
import KubernetesController
import KubernetesDouble
import Subprocess
import SystemPackage
import Testing

/// What takes a real server's size and death to see.
@Suite(
    "The controller runtime on a real server", .serialized, .timeLimit(.minutes(5)),
    .enabled(
        if: ProcessInfo.processInfo.environment["CASEMATE_TEST_CONTROL_PLANE"].map { !$0.isEmpty } ?? false,
        "KUBEBUILDER_ASSETS or CASEMATE_TEST_CONTROL_PLANE is not set"))
struct RealServerTests {
    /// What this process has in memory, in bytes.
    private var residentSize: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
    }

    @Test func memoryIsFlatPerObject() async throws {
        try await Backend.real.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            var perObject: [Int] = []
            for count in [1000, 10_000] {
                try await fill(maps, upTo: count)
                let before = residentSize
                let informer = Informer(maps)
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await informer.run() }
                    await informer.waitUntilSynced()
                    #expect(informer.count >= count)
                    perObject.append((residentSize - before) / count)
                    group.cancelAll()
                }
            }
            print("bytes an object at 1,000 and 10,000: \(perObject)")
            #expect(perObject[1] <= max(perObject[0], 4096))
        }
    }

    private func fill(_ maps: ResourceClient<ConfigMap>, upTo count: Int) async throws {
        let data = ["text": String(repeating: "x", count: 1000)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<32 {
                group.addTask {
                    for number in stride(from: worker, to: count, by: 32) {
                        let name = "m\(number)"
                        guard try await maps.find(name) == nil else { continue }
                        try await maps.create(ConfigMap(metadata: ObjectMeta(name: name), data: data))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// CASEMATE_TEST_CONTROL_PLANE is the folder of tests/system/lib/control-plane.sh's servers.
    @Test func anInformerOutlivesTheServer() async throws {
        try await Backend.real.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            try await maps.create(ConfigMap(metadata: ObjectMeta(name: "before"), data: [:]))
            let informer = Informer(maps)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await informer.run() }
                await informer.waitUntilSynced()
                for round in 0..<2 {
                    try await controlPlane("kill-apiserver")
                    try await controlPlane("start-apiserver")
                    try await maps.delete(round == 0 ? "before" : "m0")
                    try await maps.create(ConfigMap(metadata: ObjectMeta(name: "m\(round)"), data: [:]))
                    await eventually {
                        informer[ObjectKey(namespace: namespace, name: "m\(round)")] != nil
                            && informer[ObjectKey(namespace: namespace, name: round == 0 ? "before" : "m0")] == nil
                    }
                }
                group.cancelAll()
            }
        }
    }

    // Not by Foundation's Process: it would wait for the servers too, which inherit what it waits on.
    private func controlPlane(_ command: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        let script = FilePath(environment["CASEMATE_TEST_CONTROL_PLANE_SCRIPT"] ?? "")
        let result = try await Subprocess.run(
            .path(script), arguments: [command, environment["CASEMATE_TEST_CONTROL_PLANE"] ?? ""],
            output: .discarded, error: .discarded)
        #expect(result.terminationStatus.isSuccess)
    }
}
