import Kubernetes
import Testing

@testable import CertificateIssuer

@Suite("Names of signers")
struct SignerNameTests {
    @Test(arguments: [
        ("tcsissuer.tcs.intel.com/mesh.ca", ["tcsissuer.tcs.intel.com/mesh.ca"]),
        ("tcsissuer.tcs.intel.com/mesh.ca.prod", ["tcsissuer.tcs.intel.com/mesh.ca.prod"]),
        ("tcsclusterissuer.tcs.intel.com/ca", ["tcsclusterissuer.tcs.intel.com/ca"]),
        ("tcsclusterissuer.tcs.intel.com/ca1.prod", ["tcsclusterissuer.tcs.intel.com/ca1.prod"]),
        (
            "tcsclusterissuer.tcs.intel.com/own.ca",
            ["tcsclusterissuer.tcs.intel.com/own.ca", "tcsclusterissuer.tcs.intel.com/ca"]
        ),
        ("tcsissuer.tcs.intel.com/ca", []), ("tcsissuer.tcs.intel.com/.ca", []), ("tcsissuer.tcs.intel.com/mesh.", []),
        ("tcsissuers.tcs.intel.com/mesh.ca", []), ("TCSIssuer.tcs.intel.com/mesh.ca", []),
        ("tcsclusterissuer.tcs.intel.com/", []), ("tcsclusterissuer.tcs.intel.com/a/b", []),
        ("tcsclusterissuer.example.com/ca", []), ("", []),
    ])
    func meanTheseIssuers(_ text: String, _ issuers: [String]) {
        #expect(SignerName.candidates(text, ownNamespace: "own").map(\.signerName) == issuers)
    }

    @Test func longNamesStayApart() {
        let base = String(repeating: "a", count: 250)
        let issuers = ["x", "y"].map { IssuerReference(.namespaced, ObjectKey(namespace: "mesh", name: base + $0)) }
        let names = issuers.flatMap { issuer in [1, 2].map { AuthorityName.name(of: issuer, generation: $0) } }
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy { $0.utf8.count <= 253 })
    }
}

@Suite("Durations")
struct LifetimeTextTests {
    @Test(
        arguments: [
            ("24h0m0s", 86_400), ("1.5h", 5400), ("90s", 90), ("1h30m", 5400), ("100ms", 0), ("0", 0), ("-5m", -300),
            ("", nil), ("24", nil), ("h", nil), ("1d", nil), ("1h-5m", nil), ("1e3s", nil), ("99999999999h", nil),
        ] as [(String, Int64?)])
    func asGoWritesThem(_ text: String, _ seconds: Int64?) {
        #expect(LifetimeText.goSeconds(text) == seconds)
    }

    @Test(
        arguments: [
            ("3650d", 315_360_000), ("15m", 900), ("0s", nil), ("-1s", nil), ("5", nil), ("", nil), ("1w", nil),
            ("9999999999999999999d", nil), ("999999999999999999d", nil),
        ] as [(String, Int64?)])
    func asSpecsWriteThem(_ text: String, _ seconds: Int64?) {
        #expect(LifetimeText.seconds(text) == seconds)
    }
}
