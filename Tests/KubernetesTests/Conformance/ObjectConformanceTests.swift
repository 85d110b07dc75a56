import Kubernetes
import KubernetesDouble
import Testing

/// What the client does with objects, on every server there is.
@Suite("Objects on a server", .timeLimit(.minutes(2)))
struct ObjectConformanceTests {
    private func configMap(_ name: String, _ data: [String: String] = ["a": "1"]) -> ConfigMap {
        ConfigMap(metadata: ObjectMeta(name: name), data: data)
    }

    @Test(arguments: Backend.available)
    func areMadeReadChangedAndDeleted(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let made = try await maps.create(configMap("m"))
            #expect(made.metadata.uid != nil)
            #expect(made.metadata.creationTimestamp != nil)
            #expect(try await maps.get("m").data == ["a": "1"])
            #expect(try await maps.find("none") == nil)
            let merged = try await maps.patch("m", .merge(["data": ["a": .null, "b": "2"]]))
            #expect(merged.data == ["b": "2"])
            let patched = try await maps.patch("m", .json([.test(["data", "b"], "2"), .add(["data", "c"], "3")]))
            #expect(patched.data == ["b": "2", "c": "3"])
            let wrong = await #expect(throws: KubernetesError.self) {
                try await maps.patch("m", .json([.test(["data", "b"], "9"), .remove(["data", "b"])]))
            }
            #expect(wrong?.code == .invalid)
            try await maps.delete("m")
            let error = await #expect(throws: KubernetesError.self) { try await maps.get("m") }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: Backend.available)
    func keepWhatATypeDoesNotKnow(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.resource, namespace: namespace)
            var object = try await maps.create(
                Unstructured(["metadata": ["name": "m"], "data": ["a": "1"], "binaryData": ["b": "AA=="]]))
            object["data"]?["a"] = "2"
            let replaced = try await maps.replace(object)
            #expect(replaced.value(at: "binaryData", "b") == "AA==")
            #expect(replaced.value(at: "data", "a") == "2")
        }
    }

    @Test(arguments: Backend.available)
    func conflictWhenTheyChangedMeanwhile(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.resource, namespace: namespace)
            let old = try await maps.create(Unstructured(["metadata": ["name": "m"], "data": ["a": "1"]]))
            try await maps.patch("m", .merge(["data": ["a": "2"]]))
            let put = await #expect(throws: KubernetesError.self) { try await maps.replace(old) }
            #expect(put?.code == .conflict)
            let version = JSONValue.string(old.metadata.resourceVersion ?? "")
            let patch = await #expect(throws: KubernetesError.self) {
                try await maps.patch("m", .merge(["metadata": ["resourceVersion": version], "data": ["a": "3"]]))
            }
            #expect(patch?.code == .conflict)
            let again = await #expect(throws: KubernetesError.self) { try await maps.create(old.renewed) }
            #expect(again?.code == .alreadyExists)
        }
    }

    @Test(arguments: Backend.available)
    func areDeletedOnlyAsExpected(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let map = try await maps.create(configMap("m"))
            let other = await #expect(throws: KubernetesError.self) {
                try await maps.delete("m", options: DeleteOptions(uid: "00000000-0000-0000-0000-000000000000"))
            }
            #expect(other?.code == .conflict)
            let older = await #expect(throws: KubernetesError.self) {
                try await maps.delete("m", options: DeleteOptions(resourceVersion: "1"))
            }
            #expect(older?.code == .conflict)
            try await maps.delete(
                "m", options: DeleteOptions(uid: map.metadata.uid, resourceVersion: map.metadata.resourceVersion))
            #expect(try await maps.find("m") == nil)
        }
    }

    @Test(arguments: Backend.available)
    func stayUntilTheirFinalizersAreGone(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let made = try await maps.create(configMap("m"))
            let held = try await maps.addFinalizer("casemate.io/test", to: made)
            #expect(held.metadata.finalizers == ["casemate.io/test"])
            let stale = await #expect(throws: KubernetesError.self) {
                try await maps.addFinalizer("casemate.io/other", to: made)
            }
            #expect(stale?.code == .conflict)
            try await maps.delete("m")
            let dying = try await maps.get("m")
            #expect(dying.metadata.isBeingDeleted)
            try await maps.removeFinalizer("casemate.io/test", from: dying)
            #expect(try await maps.find("m") == nil)
        }
    }

    @Test(arguments: Backend.available)
    func comeInPages(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            for number in 10..<35 {
                var map = configMap("m\(number)")
                map.metadata.labels = ["parity": number.isMultiple(of: 2) ? "even" : "odd"]
                try await maps.create(map)
            }
            let labels = ListOptions(labelSelector: "parity=even", limit: 5)
            let first = try await maps.list(labels)
            #expect(first.items.count == 5)
            #expect(first.nextPage != nil)
            let all = try await maps.listAll(ListOptions(labelSelector: "parity=even"), pageSize: 5)
            #expect(all.map(\.key.name) == (10..<35).filter { $0.isMultiple(of: 2) }.map { "m\($0)" })
            let one = try await maps.list(ListOptions(fieldSelector: "metadata.name=m12"))
            #expect(one.items.map(\.key.name) == ["m12"])
        }
    }

    @Test(arguments: Backend.available)
    func areNotStoredInADryRun(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            try await maps.create(configMap("m"), options: WriteOptions(isDryRun: true))
            #expect(try await maps.find("m") == nil)
        }
    }

    @Test(arguments: Backend.available)
    func areRefusedWithReasons(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let maps = client.resources(ConfigMap.self, namespace: namespace)
            let error = await #expect(throws: KubernetesError.self) {
                try await maps.create(ConfigMap(metadata: ObjectMeta(), data: [:]))
            }
            #expect(error?.code == .invalid)
            #expect(error?.fieldCauses.isEmpty == false)
            #expect(error?.message.contains("name") == true)
        }
    }

    @Test(arguments: Backend.available)
    func haveStatusOfTheirOwn(_ backend: Backend) async throws {
        try await backend.withNamespace { client, namespace in
            let requests = client.resources(CertificateSigningRequest.self)
            let name = "\(namespace)-csr"
            try await requests.create(
                CertificateSigningRequest(
                    metadata: ObjectMeta(name: name),
                    spec: .init(
                        request: SigningRequestFixture.base64, signerName: "casemate.io/test",
                        usages: ["client auth"])))
            let condition: JSONValue = [
                "type": "Approved", "status": "True", "reason": "Test", "message": "by the suite",
            ]
            let approved = try await requests.patch(
                name, .merge(["status": ["conditions": [condition]]]), subresource: "approval")
            #expect(approved.has(condition: "Approved"))
            #expect(approved.status?.certificate == nil)
            let signed = try await requests.patch(
                name, .merge(["status": ["certificate": .string(SigningRequestFixture.certificateBase64)]]),
                subresource: "status")
            #expect(signed.status?.certificate == SigningRequestFixture.certificateBase64)
            #expect(signed.has(condition: "Approved"))
            #expect(signed.metadata.generation == approved.metadata.generation)
            try await requests.delete(name)
        }
    }

    @Test(arguments: Backend.available)
    func answerToTheVersion(_ backend: Backend) async throws {
        try await backend.withNamespace { client, _ in
            let version = try await client.get(path: "/version")
            #expect(version["gitVersion"]?.stringValue?.isEmpty == false)
        }
    }
}

extension Unstructured {
    /// This as a new object of the same name.
    fileprivate var renewed: Self {
        var object = self
        object.metadata = ObjectMeta(name: metadata.name)
        return object
    }
}
