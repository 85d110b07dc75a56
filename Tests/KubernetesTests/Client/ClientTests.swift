import Foundation
import Kubernetes
import KubernetesDouble
import Testing

/// What a server rarely does, done on purpose.
@Suite("The client against a difficult server", .timeLimit(.minutes(1)))
struct ClientTests {
    private func withServer(
        tokens: Set<String>? = nil, credential: CredentialSource = .none,
        _ body: @escaping @Sendable (KubernetesDouble, ResourceClient<ConfigMap>) async throws -> Void
    ) async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource])
        server.admit(tokens: tokens)
        try await server.serve { port in
            var configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            configuration.credential = credential
            configuration.requestTimeout = .seconds(5)
            try await KubernetesClient.withClient(configuration) { client in
                try await body(server, client.resources(ConfigMap.self, namespace: "n"))
            }
        }
    }

    @Test func waitsAsLongAsItIsTold() async throws {
        try await withServer { server, maps in
            server.refuse(next: 2, status: 429, retryAfter: 1)
            let start = ContinuousClock.now
            try await maps.create(ConfigMap(metadata: ObjectMeta(name: "m"), data: [:]))
            #expect(ContinuousClock.now - start >= .seconds(2))
            #expect(server.requestCount == 3)
        }
    }

    @Test func givesUpWhenItIsNotToldHowLongToWait() async throws {
        try await withServer { server, maps in
            server.refuse(next: 1, status: 503)
            let error = await #expect(throws: KubernetesError.self) { try await maps.list() }
            #expect(error?.code == .unavailable)
            #expect(server.requestCount == 1)
        }
    }

    @Test func asksForANewTokenWhenOneIsRefused() async throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "old\n")
        try await withServer(tokens: ["old"], credential: .tokenFile("\(folder.path)/token")) { server, maps in
            _ = try await maps.list()
            try folder.write("token", "fresh-token\n")
            _ = try await maps.list()
            server.admit(tokens: ["fresh-token"])
            _ = try await maps.list()
            server.admit(tokens: ["none"])
            let error = await #expect(throws: KubernetesError.self) { try await maps.list() }
            #expect(error?.code == .unauthorized)
            #expect(error?.description.contains("fresh") == false)
        }
    }

    @Test func runsACredentialProgramOnceForAll() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "program",
            """
            #!/bin/sh
            echo run >>"\(folder.path)/runs"
            case "$KUBERNETES_EXEC_INFO" in *ExecCredential*) ;; *) exit 1 ;; esac
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            printf '"status":{"token":"%s","expirationTimestamp":"2999-01-01T00:00:00Z"}}' "$1"
            """, mode: 0o700)
        let program = CredentialProgram(command: "\(folder.path)/program", arguments: ["secret"])
        try await withServer(tokens: ["secret"], credential: .program(program)) { _, maps in
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<20 { group.addTask { _ = try await maps.list() } }
            }
        }
        let runs = try String(contentsOfFile: "\(folder.path)/runs", encoding: .utf8)
        #expect(runs == "run\n")
    }

    @Test(arguments: [
        "exit 3", "echo no", #"echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'"#,
        #"echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"x"}}'"#,
    ])
    func saysWhatAProgramDidWrong(_ script: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("program", "#!/bin/sh\n\(script)\n", mode: 0o700)
        try await withServer(credential: .program(CredentialProgram(command: "\(folder.path)/program"))) { _, maps in
            let error = await #expect(throws: KubernetesError.self) { try await maps.list() }
            #expect(error?.code == .credentialFailed)
        }
    }

    @Test func sendsWhomItActsAs() async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource])
        try await server.serve { port in
            var configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            configuration.impersonation = Impersonation(user: "jane", groups: ["a", "b"], extra: ["x/y": ["z"]])
            try await KubernetesClient.withClient(configuration) { client in
                _ = try await client.resources(ConfigMap.self).list()
            }
        }
        #expect(server.newestHeader("Impersonate-User") == ["jane"])
        #expect(server.newestHeader("Impersonate-Group") == ["a", "b"])
        #expect(server.newestHeader("Impersonate-Extra-x%2Fy") == ["z"])
    }

    @Test func saysThatNobodyAnswers() async throws {
        let port = try await KubernetesDouble(resources: []).serve { $0 }
        try await KubernetesClient.withClient(ClusterConfiguration(server: "http://127.0.0.1:\(port)")) { client in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.resources(ConfigMap.self).list()
            }
            #expect(error?.code == .cannotConnect)
        }
    }

    @Test func endsARequestThatTakesTooLong() async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource])
        try await server.serve { port in
            var configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            configuration.requestTimeout = .milliseconds(300)
            try await KubernetesClient.withClient(configuration) { client in
                server.stall()
                let error = await #expect(throws: KubernetesError.self) {
                    try await client.resources(ConfigMap.self).list()
                }
                #expect(error?.code == .timedOut)
            }
        }
    }

    @Test func takesASilentWatchForDead() async throws {
        let server = KubernetesDouble(resources: [ConfigMap.resource], bookmarkInterval: .seconds(100))
        try await server.serve { port in
            var configuration = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            configuration.watchSilence = .milliseconds(500)
            try await KubernetesClient.withClient(configuration) { client in
                let maps = client.resources(ConfigMap.self, namespace: "n")
                let error = await #expect(throws: KubernetesError.self) {
                    for try await _ in try await maps.watch(since: "100") {}
                }
                #expect(error?.code == .timedOut)
            }
        }
    }
}
