#if CASEMATE_BENCHMARKS
import Crypto
import EnclaveProtocol
import Foundation
import Testing
import X509Core

/// Microseconds of each step from a P-256 CSR in PEM to the chain in PEM. Built with -DCASEMATE_BENCHMARKS.
@Suite(.serialized)
struct IssuanceStepBenchmark {
    private static let rounds = 2000

    private func microseconds(_ body: () throws -> Void) rethrows -> Double {
        for _ in 0..<200 { try body() }
        var best = Double.infinity
        for _ in 0..<5 {
            let start = ContinuousClock.now
            for _ in 0..<Self.rounds { try body() }
            let elapsed = (ContinuousClock.now - start) / .microseconds(1)
            best = min(best, elapsed / Double(Self.rounds))
        }
        return best
    }

    @Test func steps() throws {
        let authority = try TestAuthority(try .shared(.p256))
        let requester = try TestKey.shared(.p256)
        let unsigned = SigningRequestBuilder.request(
            subject: try DistinguishedName(rfc4514: "CN=web,O=Example"), publicKey: requester.publicKey,
            algorithm: requester.signatureAlgorithm,
            names: [.dns("web.default.svc"), .uri("spiffe://cluster.local/ns/default/sa/web")])
        let pem = PEM.encode(try unsigned.signed(by: requester.sign), label: "CERTIFICATE REQUEST")
        let issuance = CertificateIssuance(authority: authority.issuing, profile: .meshWorkload)
        var generator = SystemRandomNumberGenerator()
        let parsed = try UnverifiedCSR(pem)
        let verified = try parsed.verified()
        let template = try issuance.template(
            verified, lifetime: nil, usages: [], clock: TestAuthority.clock, using: &generator)
        let content = try TBSCertificate(der: template.encoded)
        let context = LintContext.leaf(profile: .meshWorkload, authority: authority.certificate)
        let prepared = try issuance.prepare(
            verified, lifetime: nil, usages: [], clock: TestAuthority.clock, using: &generator)
        let issued = try prepared.signed(by: authority.key.sign)
        let raw = P256.Signing.PrivateKey()
        let digest = SHA256.hash(data: prepared.content)
        let signature = try raw.signature(for: digest)
        let publicKey = raw.publicKey

        let rawSign = try microseconds { _ = try raw.signature(for: digest) }
        let rawVerify = microseconds { _ = publicKey.isValidSignature(signature, for: digest) }
        let whole = try microseconds {
            let request = try UnverifiedCSR(pem).verified()
            let work = try issuance.prepare(
                request, lifetime: nil, usages: [], clock: TestAuthority.clock, using: &generator)
            let signature = try raw.signature(for: SHA256.hash(data: work.content))
            _ = work.signed(with: [UInt8](signature.derRepresentation)).pem
        }
        let steps: [(String, Double)] = [
            ("raw sign", rawSign), ("raw verify", rawVerify),
            ("parse PEM and request", try microseconds { _ = try UnverifiedCSR(pem) }),
            ("check key and signature", try microseconds { _ = try parsed.verified() }),
            (
                "policy and template",
                try microseconds {
                    _ = try issuance.template(
                        verified, lifetime: nil, usages: [], clock: TestAuthority.clock, using: &generator)
                }
            ),
            ("encode", microseconds { _ = template.encoded }),
            ("read back", try microseconds { _ = try TBSCertificate(der: content.der) }),
            ("lint", try microseconds { try Linter.check(content, for: context) }),
            (
                "hash and sign",
                try microseconds {
                    _ = [UInt8](try raw.signature(for: SHA256.hash(data: prepared.content)).derRepresentation)
                }
            ),
            ("assemble and fingerprint", microseconds { _ = prepared.signed(with: [UInt8](repeating: 1, count: 71)) }),
            ("PEM", microseconds { _ = issued.pem }),
            ("whole", whole),
        ]
        let subject = LintSubject(content, context: context)
        let rows = Linter.rows.map { row in (row.id, microseconds { _ = row.accepts(subject) }) }
        for (name, cost) in rows.sorted(by: { $0.1 > $1.1 }).prefix(5) { print("  lint row \(name): \(cost) µs") }
        print("  lint, decoding: \(microseconds { _ = LintSubject(content, context: context) }) µs")
        for (name, cost) in steps { print("\(name): \((cost * 100).rounded() / 100) µs") }
        print("ratio to 1/(raw sign + raw verify): \(((rawSign + rawVerify) / whole * 1000).rounded() / 10) %")
        #expect(whole > rawSign + rawVerify)
    }
}
#endif
