import EnclaveClient
import Foundation
import Kubernetes
import KubernetesDouble
import Logging
import SwiftASN1
import Telemetry
import Testing
import X509

@testable import CertificateIssuer

/// An API server in memory, a real enclave and the issuer at work over both.
struct IssuerWorld {
    let client: KubernetesClient
    let double: KubernetesDouble
    let enclave: EnclaveUnderTest

    private static var resources: [ResourceDescriptor] {
        IssuerKind.allCases.map(\.resource) + [
            Kubernetes.CertificateSigningRequest.resource, CertificateRequest.resource, Secret.resource,
            QuoteAttestation.resource, Event.resource, Lease.resource, SubjectAccessReview.resource,
        ]
    }

    /// Runs `body` while the issuer works.
    static func run(
        _ change: @escaping @Sendable (inout IssuerConfiguration) -> Void = { _ in },
        enclave given: EnclaveUnderTest? = nil, _ body: @escaping @Sendable (IssuerWorld) async throws -> Void
    ) async throws {
        let double = KubernetesDouble(resources: resources)
        try await double.serve { port in
            let cluster = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            let enclave = if let given { given } else { try await EnclaveUnderTest() }
            try await KubernetesClient.withClient(cluster) { client in
                var configuration = IssuerConfiguration(cluster: cluster, enclave: enclave.address)
                configuration.ownNamespace = "own"
                change(&configuration)
                let world = IssuerWorld(client: client, double: double, enclave: enclave)
                try await world.work(configuration) { try await body(world) }
            }
        }
    }

    /// One term of the issuer.
    func work(_ configuration: IssuerConfiguration, _ body: () async throws -> Void) async throws {
        let link = ReconnectingClient(to: configuration.enclave)
        let operations = IssuerOperations(
            configuration, client: client, enclave: link, metrics: IssuerMetrics(MetricsRegistry()),
            logger: Logger(label: "issuer", factory: { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { await operations.run() }
        defer { running.cancel() }
        try await body()
        operations.shutDown()
        await running.value
        link.close()
    }

    func issuers(_ kind: IssuerKind, in namespace: String? = nil) -> ResourceClient<Issuer> {
        ResourceClient(client: client, resource: kind.resource, namespace: namespace)
    }

    func makeIssuer(
        _ name: String, kind: IssuerKind = .cluster, in namespace: String? = nil,
        _ change: (inout Issuer.Spec) -> Void = { _ in }
    ) async throws {
        var spec = Issuer.Spec()
        spec.secretName = name + "-cert"
        change(&spec)
        let metadata = ObjectMeta(name: name, namespace: namespace)
        try await issuers(kind, in: namespace).create(Issuer(metadata: metadata, spec: spec))
    }

    /// The issuer once its condition Ready has that status.
    func issuer(
        _ name: String, kind: IssuerKind = .cluster, in namespace: String? = nil, ready status: String = "True"
    ) async throws -> Issuer {
        try await eventually("issuer \(name) is ready: \(status)") {
            let issuer = try await issuers(kind, in: namespace).get(name)
            return issuer.condition(.ready)?.status == status ? issuer : nil
        }
    }

    /// The issuer once its message begins so.
    func issuer(_ name: String, saying beginning: String) async throws -> Issuer {
        try await eventually("issuer \(name) says \(beginning)") {
            let issuer = try await issuers(.cluster).get(name)
            return issuer.condition(.ready)?.message?.hasPrefix(beginning) == true ? issuer : nil
        }
    }

    /// The certificate that an issuer's Secret shows.
    func published(_ name: String, in namespace: String = "own") async throws -> X509.Certificate {
        let secret = try await client.resources(Secret.self, namespace: namespace).get(name)
        let text = String(decoding: secret.bytes("tls.crt") ?? [], as: UTF8.self)
        return try X509.Certificate(pemEncoded: text)
    }

    /// A request, of `CN=conformance` unless another is given, that stands approved.
    @discardableResult
    func request(
        _ name: String, signer: String, seconds: Int64? = nil, usages: [String] = ["digital signature"],
        annotations: [String: String]? = nil, pem: String = SigningRequestFixture.base64
    ) async throws -> Kubernetes.CertificateSigningRequest {
        let requests = client.resources(Kubernetes.CertificateSigningRequest.self)
        let request = Kubernetes.CertificateSigningRequest(
            metadata: ObjectMeta(name: name, annotations: annotations),
            spec: .init(
                request: pem, signerName: signer, usages: usages, expirationSeconds: seconds))
        try await requests.create(request)
        let approval: JSONValue = ["conditions": [["type": "Approved", "status": "True", "reason": "Test"]]]
        return try await requests.patch(name, .merge(["status": approval]), subresource: "approval")
    }

    /// The request once it ended.
    func ended(_ name: String) async throws -> Kubernetes.CertificateSigningRequest {
        try await eventually("\(name) ended") {
            let request = try await client.resources(Kubernetes.CertificateSigningRequest.self).get(name)
            return request.stage == .finished ? request : nil
        }
    }
}

/// What `body` gives once it is not nil; fails after 20 seconds.
func eventually<Value>(_ what: String, _ body: () async throws -> Value?) async throws -> Value {
    for _ in 0..<400 {
        if let value = try await body() { return value }
        try await Task.sleep(for: .milliseconds(50))
    }
    return try #require(nil as Value?, "\(what)")
}
