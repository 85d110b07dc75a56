import EnclaveProtocol
import Foundation
import Kubernetes
import KubernetesDouble
import SwiftASN1
import Testing
import X509

@testable import CertificateIssuer

/// cert-manager's requests, as its controller and its approver write them.
@Suite(
    "cert-manager's requests on an API server in memory", .enabled(if: EnclaveUnderTest.binary != nil),
    .timeLimit(.minutes(2)), .serialized)
struct CertificateRequestScenarioTests {
    private func make(
        _ name: String, in world: IssuerWorld, condition: String = "Approved",
        _ change: (inout CertificateRequest.Spec) -> Void = { _ in }
    ) async throws {
        let issuer = CertificateRequest.IssuerRef(name: "ca", kind: "TCSIssuer", group: "tcs.intel.com")
        var spec = CertificateRequest.Spec(issuerRef: issuer, request: SigningRequestFixture.base64)
        change(&spec)
        let metadata = ObjectMeta(name: name, namespace: "mesh")
        try await requests(world).create(CertificateRequest(metadata: metadata, spec: spec))
        let decision: JSONValue = ["conditions": [["type": .string(condition), "status": "True"]]]
        try await requests(world).patch(name, .merge(["status": decision]), subresource: "status")
    }

    private func requests(_ world: IssuerWorld) -> ResourceClient<CertificateRequest> {
        world.client.resources(CertificateRequest.self, namespace: "mesh")
    }

    /// The request once its condition Ready has that reason.
    private func ready(_ name: String, _ reason: String, in world: IssuerWorld) async throws -> CertificateRequest {
        try await eventually("\(name) is \(reason)") {
            let request = try await requests(world).get(name)
            return request.condition("Ready")?.reason == reason ? request : nil
        }
    }

    @Test func aRequestIsIssuedWithItsCA() async throws {
        try await IssuerWorld.run { world in
            try await make("early", in: world) { $0.duration = "2h0m0s" }
            let waiting = try await ready("early", "Pending", in: world)
            #expect(waiting.condition("Ready")?.status == "False")
            try await world.makeIssuer("ca", kind: .namespaced, in: "mesh")
            let issued = try await ready("early", "Issued", in: world)
            #expect(issued.condition("Ready")?.message == "Signed" && issued.condition("Ready")?.status == "True")
            #expect(issued.condition("Approved") != nil, "others' conditions stay")
            let authority = try certificate(issued.status?.ca)
            let leaf = try certificate(issued.status?.certificate)
            #expect(authority.publicKey.isValidSignature(leaf.signature, for: leaf))
            #expect(abs(leaf.notValidAfter.timeIntervalSinceNow - 7200) < 60)
        }
    }

    private func certificate(_ base64: String?) throws -> X509.Certificate {
        try X509.Certificate(pemEncoded: String(decoding: Base64.bytes(base64 ?? "") ?? [], as: UTF8.self))
    }

    @Test func denialAndFailureAreTerminalAndDated() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca", kind: .namespaced, in: "mesh")
            try await make("denied", in: world, condition: "Denied")
            let denied = try await ready("denied", "Denied", in: world)
            #expect(denied.condition("Ready")?.message == "The cr was denied by an approval controller")
            try await make("ca-please", in: world) { $0.isCA = true }
            try await make("usage", in: world) { $0.usages = ["crl sign"] }
            try await make("garbage", in: world) { $0.request = "YWJj" }
            for name in ["ca-please", "usage", "garbage"] {
                let failed = try await ready(name, "Failed", in: world)
                #expect(failed.status?.failureTime != nil && failed.status?.certificate == nil)
            }
            #expect(denied.status?.failureTime != nil)
        }
    }

    @Test func foreignRequestsAreNotTouched() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca", kind: .namespaced, in: "mesh")
            try await make("foreign", in: world) { $0.issuerRef.group = "cert-manager.io" }
            try await make("ours", in: world)
            _ = try await ready("ours", "Issued", in: world)
            #expect(try await requests(world).get("foreign").condition("Ready") == nil)
        }
    }
}
