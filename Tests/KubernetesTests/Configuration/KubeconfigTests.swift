import Foundation
import Kubernetes
import Testing

@Suite("Kubeconfigs")
struct KubeconfigTests {
    /// A kubeconfig of one cluster and one user, with those fields.
    private func text(cluster: String = "server: https://h:6443", user: String = "token: t") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u, namespace: n}}]
        clusters: [{name: k, cluster: {\(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    private func configuration(cluster: String = "server: https://h:6443", user: String = "token: t") throws
        -> ClusterConfiguration
    {
        try Kubeconfig(text: text(cluster: cluster, user: user), directory: "/etc/k").configuration()
    }

    @Test func readsACluster() throws {
        let configuration = try configuration(
            cluster: "server: https://h:6443, certificate-authority: ca.crt, tls-server-name: x, proxy-url: http://p:1")
        #expect(configuration.server == "https://h:6443")
        #expect(configuration.namespace == "n")
        #expect(configuration.trust == .authorities(.file("/etc/k/ca.crt")))
        #expect(configuration.tlsServerName == "x")
        #expect(configuration.proxy == "http://p:1")
    }

    @Test func dataGoesBeforeFiles() throws {
        let both = try configuration(
            cluster: "server: https://h, certificate-authority: ca.crt, certificate-authority-data: YWJj")
        #expect(both.trust == .authorities(.bytes(Array("abc".utf8))))
        let certificate = try configuration(user: "client-certificate-data: YQ==, client-key: /k.pem")
        guard case .certificate(.bytes([0x61]), .file("/k.pem")) = certificate.credential else {
            Issue.record("\(certificate.credential)")
            return
        }
    }

    @Test func insecureTrustsAnyone() throws {
        #expect(try configuration(cluster: "server: https://h, insecure-skip-tls-verify: true").trust == .anyone)
        refuses(
            cluster: "server: https://h, insecure-skip-tls-verify: true, certificate-authority: x", user: "token: t")
    }

    @Test func readsEachCredential() throws {
        guard case .token("t") = try configuration().credential else { throw Unexpected() }
        guard case .tokenFile("/etc/k/f") = try configuration(user: "token: t, tokenFile: f").credential else {
            throw Unexpected()
        }
        guard case .basic("a", "b") = try configuration(user: "username: a, password: b").credential else {
            throw Unexpected()
        }
        guard case .all(let all) = try configuration(user: "{}").credential, all.isEmpty else { throw Unexpected() }
        let program =
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./p, args: [a], env: [{name: N, value: v}]}"
        guard case .program(let program) = try configuration(user: program).credential else { throw Unexpected() }
        #expect(program.command == "/etc/k/./p")
        #expect(program.arguments == ["a"])
        #expect(program.environment?.first?.value == "v")
    }

    @Test func readsImpersonation() throws {
        let user = "token: t, as: jane, as-uid: '7', as-groups: [g], as-user-extra: {scope: [s]}"
        let impersonation = try configuration(user: user).impersonation
        #expect(impersonation == Impersonation(user: "jane", uid: "7", groups: ["g"], extra: ["scope": ["s"]]))
    }

    @Test func refusesWhatCannotWork() {
        refuses(cluster: "server: https://h", user: "client-certificate-data: YQ==")
        refuses(cluster: "server: https://h", user: "auth-provider: {name: gcp}")
        refuses(cluster: "server: https://h, certificate-authority-data: '*'", user: "token: t")
        refuses("{}", "no current context")
        refuses("current-context: x", "no context")
        refuses("current-context: c\ncontexts: [{name: c, context: {cluster: k}}]", "cluster")
        refuses("a: [", "no kubeconfig")
        refuses("clusters: [{name: k}]", "no kubeconfig")
    }

    @Test func mergesAList() throws {
        let folder = try TemporaryFolder()
        try folder.write("a", "current-context: c\nclusters: [{name: k, cluster: {server: https://first}}]")
        try folder.write(
            "b",
            """
            current-context: other
            clusters: [{name: k, cluster: {server: https://second}}]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            users: [{name: u, user: {tokenFile: token}}]
            """)
        let list = "\(folder.path)/a:\(folder.path)/missing:\(folder.path)/b"
        let configuration = try ClusterConfiguration.discover(environment: ["KUBECONFIG": list])
        #expect(configuration.server == "https://first")
        guard case .tokenFile("\(folder.path)/token") = configuration.credential else { throw Unexpected() }
    }

    @Test func findsAPodsServiceAccount() throws {
        let folder = try TemporaryFolder()
        try folder.write("namespace", "ns\n")
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let configuration = try ClusterConfiguration.inCluster(environment: environment, directory: folder.path)
        #expect(configuration.server == "https://[fd00::1]:443")
        #expect(configuration.namespace == "ns")
        #expect(configuration.trust == .authorities(.file("\(folder.path)/ca.crt")))
        #expect(throws: KubernetesError.self) { try ClusterConfiguration.discover(environment: [:]) }
    }

    private func refuses(cluster: String, user: String) {
        refuses(text(cluster: cluster, user: user), "")
    }

    private func refuses(_ text: String, _ word: String) {
        let error = #expect(throws: KubernetesError.self) { try Kubeconfig(text: text).configuration() }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.contains(word) == true || word.isEmpty)
        #expect(error?.remedy.isEmpty == false)
    }
}
