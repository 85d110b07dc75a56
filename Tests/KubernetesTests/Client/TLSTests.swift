import Kubernetes
import KubernetesDouble
import NIOSSL
import SwiftASN1
import Testing
import X509

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    private let authority: TestAuthority
    private let server: TLSConfiguration

    init() throws {
        authority = try TestAuthority()
        let (certificate, key) = try authority.issue("server", serverName: "kubernetes.test")
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        tls.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(authority.certificate.serializeAsPEM().pemString.utf8)))
        tls.certificateVerification = .noHostnameVerification
        server = tls
    }

    /// What a request gives over TLS to a server that demands a client's certificate.
    private func code(
        name: String = "kubernetes.test", trust: ClusterConfiguration.ServerTrust? = nil,
        client: TestAuthority? = nil, isAnonymous: Bool = false
    ) async throws -> KubernetesError.Code? {
        let roots = Array(try authority.certificate.serializeAsPEM().pemString.utf8)
        let (certificate, key) = try (client ?? authority).issue("client")
        let double = KubernetesDouble(resources: [ConfigMap.resource])
        return try await double.serve(tls: server) { port in
            var configuration = ClusterConfiguration(server: "https://127.0.0.1:\(port)")
            configuration.tlsServerName = name
            configuration.trust = trust ?? .authorities(.bytes(roots))
            if !isAnonymous {
                configuration.credential = .certificate(
                    certificate: .bytes(Array(certificate.utf8)), key: .bytes(Array(key.utf8)))
            }
            return try await KubernetesClient.withClient(configuration) { client in
                do throws(KubernetesError) {
                    for _ in 0..<5 { _ = try await client.resources(ConfigMap.self).list() }
                    return nil
                } catch {
                    return error.code
                }
            }
        }
    }

    @Test func bothSidesProveWhoTheyAre() async throws {
        #expect(try await code() == nil)
        #expect(try await code(trust: .anyone) == nil)
    }

    @Test func aWrongServerIsRefused() async throws {
        #expect(try await code(name: "other.test") == .cannotConnect)
        #expect(try await code(trust: .systemRoots) == .cannotConnect)
        let other = Array(try TestAuthority().certificate.serializeAsPEM().pemString.utf8)
        #expect(try await code(trust: .authorities(.bytes(other))) == .cannotConnect)
    }

    @Test func theServerSeesTheCertificate() async throws {
        #expect(try await code(client: try TestAuthority()) != nil)
        #expect(try await code(isAnonymous: true) != nil)
    }

    @Test func nonsenseIsNoCertificate() async throws {
        #expect(try await code(trust: .authorities(.bytes([1, 2, 3]))) == .invalidConfiguration)
    }

    @Test func connectionsAreKept() async throws {
        let (certificate, key) = try authority.issue("client")
        let roots = Array(try authority.certificate.serializeAsPEM().pemString.utf8)
        let double = KubernetesDouble(resources: [ConfigMap.resource])
        try await double.serve(tls: server) { port in
            var configuration = ClusterConfiguration(server: "https://127.0.0.1:\(port)")
            configuration.tlsServerName = "kubernetes.test"
            configuration.trust = .authorities(.bytes(roots))
            configuration.credential = .certificate(
                certificate: .bytes(Array(certificate.utf8)), key: .bytes(Array(key.utf8)))
            try await KubernetesClient.withClient(configuration) { client in
                for _ in 0..<20 { _ = try await client.resources(ConfigMap.self).list() }
            }
        }
        #expect(double.clientPorts.count == 1)
    }
}
