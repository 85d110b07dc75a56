import Kubernetes
import Testing

@testable import CertificateIssuer

@Suite("What is written into requests")
struct RequestVerdictTests {
    private let context = RequestContext(hasFullChain: false, now: Timestamp(seconds: 1_000_000))
    private let certificate = SignedCertificate(leafAndCrosses: [[1], [2]], intermediates: [], issuer: [3])

    private func request(conditions: [(String, String, String)] = []) -> CertificateRequest {
        let issuer = CertificateRequest.IssuerRef(name: "ca", kind: "TCSIssuer", group: "tcs.intel.com")
        var request = CertificateRequest(
            metadata: ObjectMeta(name: "r", namespace: "mesh"),
            spec: CertificateRequest.Spec(issuerRef: issuer, request: "YQ=="))
        request.status = CertificateRequest.Status(
            conditions: conditions.map {
                CertificateRequest.Condition(type: $0.0, status: $0.1, reason: $0.2)
            })
        return request
    }

    @Test(
        arguments: [
            ([], .waitsForApproval), ([("Approved", "True", "")], .approved), ([("Denied", "True", "")], .denied),
            ([("Approved", "False", "")], .waitsForApproval),
            ([("Denied", "True", ""), ("Ready", "False", "Denied")], .finished),
            ([("Approved", "True", ""), ("Ready", "False", "Pending")], .approved),
            ([("Approved", "True", ""), ("Ready", "False", "Failed")], .finished),
            ([("Approved", "True", ""), ("Ready", "True", "Issued")], .finished),
            ([("Approved", "True", ""), ("InvalidRequest", "True", "")], .finished),
        ] as [([(String, String, String)], RequestStage)])
    func certificateRequestsStand(_ conditions: [(String, String, String)], _ stage: RequestStage) {
        #expect(request(conditions: conditions).stage == stage)
    }

    @Test func onlyOurGroupAndKindsAreOurs() {
        var request = request()
        #expect(request.issuers(ownNamespace: "own").map(\.signerName) == ["tcsissuer.tcs.intel.com/mesh.ca"])
        request.spec.issuerRef.kind = "TCSClusterIssuer"
        #expect(request.issuers(ownNamespace: "own").map(\.signerName) == ["tcsclusterissuer.tcs.intel.com/ca"])
        for (kind, group) in [(nil, "tcs.intel.com"), ("TCSIssuer", nil), ("Issuer", "cert-manager.io")] {
            request.spec.issuerRef.kind = kind
            request.spec.issuerRef.group = group
            #expect(request.issuers(ownNamespace: "own").isEmpty)
        }
    }

    @Test func whatBelongsToCAsIsRefused() {
        for usage in ["cert sign", "CRL Sign"] {
            var request = request()
            request.spec.usages = ["digital signature", usage]
            #expect(throws: RequestFault.self) { try request.demand() }
        }
        var request = request()
        request.spec.isCA = true
        #expect(throws: RequestFault.self) { try request.demand() }
    }

    @Test func noUsagesMeanTheTwoUsual() throws {
        var request = request()
        request.spec.usages = []
        #expect(try request.demand().usages == ["digital signature", "key encipherment"])
        request.spec.duration = "24h0m0s"
        #expect(try request.demand().lifetime == 86_400)
    }

    @Test func theSameWaitIsNotWrittenTwice() {
        var request = request(conditions: [("Approved", "True", "")])
        #expect(request.verdict(.pending("why"), context) != nil)
        request.status?.conditions?.append(
            CertificateRequest.Condition(type: "Ready", status: "False", reason: "Pending", message: "why"))
        #expect(request.verdict(.pending("why"), context) == nil)
        #expect(request.verdict(.pending("another"), context) != nil)
    }

    @Test func theFullChainEndsWithTheRootAndKeepsTheCross() {
        #expect(certificate.chain(full: false) == [[1], [2]])
        #expect(certificate.chain(full: true) == [[1], [3], [2]])
        let below = SignedCertificate(leafAndCrosses: [[1]], intermediates: [[3]], issuer: [3])
        #expect(below.chain(full: true) == [[1], [3]])
    }

    @Test func onlyWhatHasSomethingLeftToDoIsOpen() {
        let approved = [("Approved", "True", "")]
        #expect(request(conditions: approved).isOpen(ownNamespace: "own"))
        #expect(request(conditions: [("Denied", "True", "")]).isOpen(ownNamespace: "own"))
        #expect(!request().isOpen(ownNamespace: "own"))
        #expect(!request(conditions: approved + [("Ready", "True", "Issued")]).isOpen(ownNamespace: "own"))
        var foreign = request(conditions: approved)
        foreign.spec.issuerRef.group = "cert-manager.io"
        #expect(!foreign.isOpen(ownNamespace: "own"))
    }
}
