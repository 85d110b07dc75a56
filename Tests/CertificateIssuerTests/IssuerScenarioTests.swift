import EnclaveProtocol
import Foundation
import Kubernetes
import SwiftASN1
import Testing
import X509

@testable import CertificateIssuer

/// The same stories as in tests/system/issuer.sh, as far as a server without schemas and admission can tell them.
@Suite(
    "The issuer on an API server in memory", .enabled(if: EnclaveUnderTest.binary != nil), .timeLimit(.minutes(3)),
    .serialized)
struct IssuerScenarioTests {
    private static let signer = "tcsclusterissuer.tcs.intel.com/ca"

    private func leaf(_ request: Kubernetes.CertificateSigningRequest) throws -> X509.Certificate {
        let text = Base64.bytes(request.status?.certificate ?? "") ?? []
        return try X509.Certificate(pemEncoded: String(decoding: text, as: UTF8.self))
    }

    @Test func anIssuerPublishesItsCertificateAndSigns() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca") { $0.labels = ["team": "mesh"] }
            let issuer = try await world.issuer("ca")
            #expect(issuer.condition(.ready)?.message == "Success")
            #expect(issuer.condition(.policy)?.status == "False")
            #expect(issuer.condition(.development)?.status == "True")
            #expect(issuer.metadata.finalizers == [Issuer.finalizer])
            let secret = try await world.client.resources(Secret.self, namespace: "own").get("ca-cert")
            #expect(secret.type == "kubernetes.io/tls" && secret.bytes("tls.key") == [])
            #expect(secret.metadata.labels == ["team": "mesh"])
            #expect(secret.metadata.ownerReferences?.first?.uid == issuer.metadata.uid)
            try await world.request("r", signer: Self.signer, seconds: 3600)
            let certificate = try leaf(try await world.ended("r"))
            let authority = try await world.published("ca-cert")
            #expect(authority.publicKey.isValidSignature(certificate.signature, for: certificate))
            #expect(abs(certificate.notValidAfter.timeIntervalSinceNow - 3600) < 60)
        }
    }

    @Test func theOrderOfThingsDoesNotMatter() async throws {
        try await IssuerWorld.run { world in
            try await world.request("early", signer: Self.signer)
            try await Task.sleep(for: .milliseconds(300))
            try await world.makeIssuer("ca")
            #expect(try await world.ended("early").status?.certificate != nil)
        }
    }

    @Test func whatIsNeverSignedFailsAndSaysWhy() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca") { $0.names = ["dns:.example.com"] }
            try await world.request("usage", signer: Self.signer, usages: ["cert sign"])
            try await world.request("name", signer: Self.signer)
            let annotation = ["experimental.cert-manager.io/request-duration": "1m"]
            try await world.request("short", signer: Self.signer, annotations: annotation)
            for (name, reason) in [("usage", "SigningError"), ("name", "SigningError"), ("short", "InvalidDuration")] {
                let failed = try await world.ended(name).status?.conditions?.first { $0.type == "Failed" }
                #expect(failed?.reason == reason && failed?.message?.isEmpty == false)
                #expect(failed?.status == "True")
            }
            let issuer = try await world.issuer("ca")
            #expect(issuer.condition(.policy)?.status == "True")
        }
    }

    @Test func aForeignSecretIsLeftAlone() async throws {
        try await IssuerWorld.run { world in
            let secrets = world.client.resources(Secret.self, namespace: "own")
            try await secrets.create(Secret(metadata: ObjectMeta(name: "ca-cert"), data: ["a": [1]]))
            try await world.makeIssuer("ca")
            let issuer = try await world.issuer("ca", ready: "False")
            #expect(issuer.condition(.ready)?.message?.contains("belongs to something else") == true)
            #expect(try await secrets.get("ca-cert").bytes("a") == [1])
            try await world.issuers(.cluster).patch("ca", .merge(["spec": ["secretName": "free"]]))
            _ = try await world.issuer("ca")
            _ = try await world.published("free")
        }
    }

    @Test func aLostAuthorityIsAnErrorAndNeverANewOne() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca")
            _ = try await world.issuer("ca")
            let before = try await world.published("ca-cert")
            world.enclave.kill()
            try await world.enclave.start(state: "another")
            try await world.issuers(.cluster).patch("ca", .merge(["spec": ["labels": ["look": "again"]]]))
            let lost = try await world.issuer("ca", saying: "CA lost")
            #expect(lost.condition(.ready)?.status == "False")
            #expect(try await world.published("ca-cert") == before)
            world.enclave.kill()
            try await world.enclave.start()
            try await world.issuers(.cluster).patch("ca", .merge(["spec": ["labels": ["look": "once more"]]]))
            _ = try await world.issuer("ca")
            #expect(try await world.published("ca-cert") == before)
        }
    }

    @Test func aSecretOfAnotherAuthorityIsNotReplaced() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca")
            let issuer = try await world.issuer("ca")
            let before = try await world.published("ca-cert")
            world.enclave.kill()
            try await world.enclave.start(state: "another")
            // As after a move to a cluster without the status: only the Secret still knows.
            let forget: JSONValue = ["status": ["authority": .null, "conditions": []]]
            try await world.issuers(.cluster).patch("ca", .merge(forget), subresource: "status")
            let lost = try await world.issuer("ca", saying: "CA lost")
            #expect(try await world.published("ca-cert") == before)
            #expect(lost.metadata.uid == issuer.metadata.uid)
        }
    }

    @Test func deletionRetiresTheKeyAndANewIssuerGetsANewOne() async throws {
        try await IssuerWorld.run { world in
            try await world.makeIssuer("ca")
            _ = try await world.issuer("ca")
            let before = try await world.published("ca-cert")
            try await world.issuers(.cluster).delete("ca")
            _ = try await eventually("the issuer is gone") {
                try await world.issuers(.cluster).find("ca") == nil ? true : nil
            }
            #expect(try await world.client.resources(Secret.self, namespace: "own").find("ca-cert") == nil)
            try await world.makeIssuer("ca")
            #expect(try await world.issuer("ca").status?.authority == Self.signer + "@2")
            #expect(try await world.published("ca-cert").publicKey != before.publicKey)
        }
    }
}
