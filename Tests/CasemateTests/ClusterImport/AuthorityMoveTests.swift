import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Foundation
import Kubernetes
import KubernetesDouble
import Testing

@testable import CasemateCommands

/// Moving an authority out of a cluster, against an API server in memory and a scripted enclave.
@Suite(.timeLimit(.minutes(2)))
struct AuthorityMoveTests {
    private let fake: FakeEnclave
    private let root: TestAuthority

    init() throws {
        fake = try FakeEnclave()
        root = try TestAuthority("root")
    }

    private func info(_ chain: [[UInt8]]) -> CAInfo {
        CAInfo(
            name: "mesh", keyID: Identifier(high: 1, low: 2), algorithm: .p256, subject: "CN=root",
            chain: chain.map { Blob($0) }, notBefore: 1, notAfter: 2, state: .active, profiles: ["kubernetes"],
            previous: [])
    }

    private func takeIn() {
        let info = info
        fake.on(CAImport.self) { request, _ in .success(info(request.chain.map(\.bytes))) }
    }

    private func secret(
        _ name: String, _ data: [String: [UInt8]], annotations: [String: String]? = nil, finalizers: [String]? = nil
    ) -> Secret {
        Secret(
            metadata: ObjectMeta(name: name, namespace: "mesh", annotations: annotations, finalizers: finalizers),
            type: "kubernetes.io/tls", data: data)
    }

    private func rootSecret(annotations: [String: String]? = nil, finalizers: [String]? = nil) throws -> Secret {
        let data = ["tls.key": root.keyPEM, "tls.crt": try root.pem, "ca.crt": try root.pem]
        return secret("ca", data, annotations: annotations, finalizers: finalizers)
    }

    private func plan(_ secret: String = "ca") -> AuthorityMove.Plan {
        AuthorityMove.Plan(
            source: ObjectKey(namespace: "mesh", name: secret), name: "mesh", profiles: ["kubernetes"])
    }

    private func withCluster(
        _ body: @escaping @Sendable (KubernetesClient, EnclaveClient) async throws -> Void
    ) async throws {
        let address = try EnclaveAddress(fake.address)
        try await KubernetesDouble(resources: Backend.resources).serve { port in
            try await KubernetesClient.withClient(.init(server: "http://127.0.0.1:\(port)")) { cluster in
                try await EnclaveClient.withConnection(to: address) { try await body(cluster, $0) }
            }
        }
    }

    private func move(
        _ plan: AuthorityMove.Plan, _ cluster: KubernetesClient, _ enclave: EnclaveClient
    ) async throws -> AuthorityMove.Outcome {
        try await AuthorityMove(cluster: cluster, enclave: enclave, administrators: [], plan: plan).run()
    }

    @Test func movesTheKeyAndFindsItsCopies() async throws {
        takeIn()
        let pem = String(decoding: root.keyPEM, as: UTF8.self)
        let (source, other) = (try rootSecret(), try TestAuthority("other"))
        let applied = "{\"data\":{\"k\":\"\(Data(root.keyPEM).base64EncodedString())\"}}"
        let objects = [
            source, secret("der", ["key": root.keyDER]), secret("other", ["tls.key": other.keyPEM]),
            secret("store", ["a.jks": [0xFE, 0xED, 0xFE, 0xED] + [UInt8](repeating: 1, count: 64)]),
            secret("applied", [:], annotations: ["kubectl.kubernetes.io/last-applied-configuration": applied]),
        ]
        try await withCluster { cluster, enclave in
            for object in objects { try await cluster.resources(Secret.self, namespace: "mesh").create(object) }
            let map = ConfigMap(metadata: ObjectMeta(name: "values", namespace: "apps"), data: ["values.yaml": pem])
            try await cluster.resources(ConfigMap.self, namespace: "apps").create(map)
            let outcome = try await move(plan(), cluster, enclave)

            let sent = try CAImport(decoding: try #require(fake.calls.last).body)
            let own = try root.der
            #expect(sent.privateKey == root.keyDER && !sent.isSealed && sent.chain.map(\.bytes) == [own])
            #expect(try #require(fake.calls.last).isSealed)
            #expect(try await cluster.resources(Secret.self, namespace: "mesh").find("ca") == nil)
            #expect(outcome.sightings.copies.map(\.object.name) == ["applied", "der", "values"])
            #expect(outcome.sightings.unreadable.map(\.obstacle) == ["a Java key store"])
            #expect(try await cluster.resources(Secret.self, namespace: "mesh").find("der") != nil)
            let report = outcome.report
            #expect(report.json["origin"] == "imported-clear" && report.json["source"]?["removed"] == true)
            #expect(report.json["elsewhere"]?.array?.count == 3)
            let words = ["Removed Secret mesh/ca", "ConfigMap apps/values, values.yaml", "etcd", "imported-clear"]
            for word in words {
                #expect(report.text.contains(word))
            }
            #expect(!report.text.contains("PRIVATE KEY") && !report.json.text.contains("PRIVATE KEY"))
        }
    }

    @Test func readsIstiosLayoutAndOrdersTheChain() async throws {
        takeIn()
        let intermediate = try TestAuthority("intermediate", signedBy: root)
        let cacerts = secret(
            "cacerts",
            [
                "ca-key.pem": intermediate.keyPEM, "ca-cert.pem": try intermediate.pem,
                "cert-chain.pem": try root.pem + intermediate.pem, "root-cert.pem": try root.pem, "key.pem": [],
            ])
        try await withCluster { cluster, enclave in
            try await cluster.resources(Secret.self, namespace: "mesh").create(cacerts)
            var plan = plan("cacerts")
            plan.rotates = true
            await #expect {
                _ = try await move(plan, cluster, enclave)
            } throws: { error in
                (error as? CommandError)?.code == "not-a-root"
            }
            #expect(fake.calls.isEmpty)
            plan.rotates = false
            _ = try await move(plan, cluster, enclave)
            let sent = try CAImport(decoding: try #require(fake.calls.last).body)
            let chain = [try intermediate.der, try root.der]
            #expect(sent.chain.map(\.bytes) == chain)
        }
    }

    @Test func aSecretThatChangedMeanwhileStays() async throws {
        let (info, source) = (info, try rootSecret())
        try await withCluster { cluster, enclave in
            let secrets = cluster.resources(Secret.self, namespace: "mesh")
            try await secrets.create(source)
            fake.on(CAImport.self) { request, _ in
                let changed = DispatchSemaphore(value: 0)
                Task {
                    _ = try? await secrets.patch("ca", .merge(["metadata": ["labels": ["a": "b"]]]))
                    changed.signal()
                }
                changed.wait()
                return .success(info(request.chain.map(\.bytes)))
            }
            await #expect {
                _ = try await move(plan(), cluster, enclave)
            } throws: { error in
                (error as? CommandError)?.code == "conflict"
            }
            #expect(try await secrets.find("ca") != nil)
        }
    }

    @Test func aSecondRunCompletesTheFirst() async throws {
        let (info, source, own) = (info, try rootSecret(), try root.der)
        fake.on(CAImport.self) { _, _ in .failure(Refusal(.alreadyExists, "there is one")) }
        fake.on(CAShow.self) { _, _ in .success(info([own])) }
        try await withCluster { cluster, enclave in
            try await cluster.resources(Secret.self, namespace: "mesh").create(source)
            let outcome = try await move(plan(), cluster, enclave)
            #expect(outcome.wasThere)
            #expect(try await cluster.resources(Secret.self, namespace: "mesh").find("ca") == nil)
        }
    }

    @Test(arguments: [Refusal.Code.alreadyExists, .authorizationRequired])
    func whatTheEnclaveDoesNotTakeStays(_ code: Refusal.Code) async throws {
        let (info, source, foreign) = (info, try rootSecret(), try TestAuthority("foreign").der)
        fake.on(CAImport.self) { _, _ in .failure(Refusal(code, "no")) }
        fake.on(CAShow.self) { _, _ in .success(info([foreign])) }
        try await withCluster { cluster, enclave in
            try await cluster.resources(Secret.self, namespace: "mesh").create(source)
            await #expect(throws: (any Error).self) { _ = try await move(plan(), cluster, enclave) }
            #expect(try await cluster.resources(Secret.self, namespace: "mesh").find("ca") != nil)
        }
    }

    @Test func aTrialChangesNothing() async throws {
        let source = try rootSecret(annotations: ["cert-manager.io/certificate-name": "root"])
        try await withCluster { cluster, enclave in
            try await cluster.resources(Secret.self, namespace: "mesh").create(source)
            var plan = plan()
            plan.isTrial = true
            let report = try await move(plan, cluster, enclave).report
            #expect(fake.calls.isEmpty && report.text.contains("nothing was changed"))
            #expect(report.json["warnings"]?.array?.count == 1)
            #expect(try await cluster.resources(Secret.self, namespace: "mesh").find("ca") != nil)
        }
    }

    @Test func aFinalizerIsNamed() async throws {
        takeIn()
        let source = try rootSecret(finalizers: ["example.com/keep"])
        try await withCluster { cluster, enclave in
            try await cluster.resources(Secret.self, namespace: "mesh").create(source)
            let report = try await move(plan(), cluster, enclave).report
            #expect(report.text.contains("waits for example.com/keep") && report.json["source"]?["removed"] == false)
        }
    }

    @Test func whatIsNoAuthorityIsRefused() async throws {
        let other = try TestAuthority("other")
        let secrets = [
            secret("empty", [:]), secret("mixed", ["tls.key": root.keyPEM, "tls.crt": try other.pem]),
            secret("broken", ["tls.key": Array("x".utf8), "tls.crt": try root.pem]),
        ]
        for secret in secrets {
            #expect(throws: CommandError.self) { try SecretAuthority(secret) }
        }
    }
}
