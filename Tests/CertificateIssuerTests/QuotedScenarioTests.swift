import EnclaveProtocol
import Foundation
import Kubernetes
import KubernetesDouble
import SwiftASN1
import Testing
import X509

@testable import CertificateIssuer

/// Requests of both kinds that carry a quote, from approval to certificate or failure.
@Suite(
    "Quoted requests on an API server in memory", .enabled(if: EnclaveUnderTest.binary != nil),
    .timeLimit(.minutes(2)), .serialized)
struct QuotedScenarioTests {
    private static let signer = "tcsclusterissuer.tcs.intel.com/ca"
    private static let marker: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 54392, 5, 1283]

    private func marker(_ certificate: String?) throws -> String? {
        let text = String(decoding: Base64.bytes(certificate ?? "") ?? [], as: UTF8.self)
        let found = try X509.Certificate(pemEncoded: text).extensions[oid: Self.marker]
        return try found.map { String(try ASN1UTF8String(derEncoded: Array($0.value))) }
    }

    @Test func aGoodQuoteIsSaidInTheCertificateAndAnEvent() async throws {
        let enclave = try await EnclaveUnderTest()
        let quoted = try await QuotedRequest(quotedBy: enclave)
        let appraisal = try quoted.appraisal()
        let pem = try quoted.base64()
        try await IssuerWorld.run({ $0.quotes = appraisal }, enclave: enclave) { world in
            try await world.makeIssuer("ca") { $0.quotes = "Required" }
            try await world.request("quoted", signer: Self.signer, pem: pem)
            try await world.request("plain", signer: Self.signer)
            let signed = try await world.ended("quoted")
            #expect(try marker(signed.status?.certificate) == "SGX Quote has been verified")
            let events = world.client.resources(Event.self, namespace: "default")
            let event = try await eventually("an event says what was verified") {
                try await events.listAll().first { $0.reason == "QuoteVerified" }
            }
            #expect(event.note?.contains("mrEnclave") == true && event.regarding?.name == "quoted")
            let plain = try await world.ended("plain").status?.conditions?.first { $0.type == "Failed" }
            #expect(plain?.reason == "AttestationRequired")
        }
    }

    @Test func aRefusedQuoteIsTerminalForBothKinds() async throws {
        let enclave = try await EnclaveUnderTest()
        var quoted = try await QuotedRequest(quotedBy: enclave)
        let appraisal = try quoted.appraisal()
        quoted.quote[48 + 64] ^= 1
        let pem = try quoted.base64()
        try await IssuerWorld.run({ $0.quotes = appraisal }, enclave: enclave) { world in
            try await world.makeIssuer("ca")
            try await world.request("changed", signer: Self.signer, pem: pem)
            try await world.request("plain", signer: Self.signer)
            let failed = try await world.ended("changed")
            let condition = failed.status?.conditions?.first { $0.type == "Failed" }
            #expect(condition?.reason == "AttestationFailed" && failed.status?.certificate == nil)
            #expect(condition?.message?.contains("bad-signature") == true)
            #expect(try marker(try await world.ended("plain").status?.certificate) == nil)
            let requests = world.client.resources(CertificateRequest.self, namespace: "mesh")
            let issuer = CertificateRequest.IssuerRef(name: "ca", kind: "TCSClusterIssuer", group: "tcs.intel.com")
            try await requests.create(
                CertificateRequest(
                    metadata: ObjectMeta(name: "changed", namespace: "mesh"),
                    spec: CertificateRequest.Spec(issuerRef: issuer, request: pem)))
            let approval: JSONValue = ["conditions": [["type": "Approved", "status": "True"]]]
            try await requests.patch("changed", .merge(["status": approval]), subresource: "status")
            let ended = try await eventually("cert-manager's request failed") {
                let request = try await requests.get("changed")
                return request.condition("Ready")?.reason == "Failed" ? request : nil
            }
            #expect(ended.status?.failureTime != nil && ended.status?.certificate == nil)
            #expect(ended.condition("Ready")?.message?.contains("bad-signature") == true)
        }
    }
}
