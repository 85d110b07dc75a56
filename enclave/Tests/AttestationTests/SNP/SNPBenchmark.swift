#if CASEMATE_BENCHMARKS
@testable import Attestation
import Crypto
import Glibc
import Testing
import X509Core

/// Microseconds of processor time for one SEV-SNP report, printed; built with -DCASEMATE_BENCHMARKS.
///
/// Every report is signed by a VCEK of its own chip, as many as there are reports: none is seen twice in a round.
@Suite(.serialized)
struct SNPBenchmark {
    private static let count = 500

    private let verifier: SNPVerifier
    private let authority: SimulatedAMD
    private var subjects: [(evidence: [UInt8], certificates: [Certificate])] = []

    init() throws {
        authority = try SimulatedAMD(.genoa)
        verifier = SNPVerifier(anchors: authority.anchors)
        for number in 0..<Self.count {
            var subject = try SNPCase(.genoa)
            subject.authority = authority
            subject.report[.chipID][0] = UInt8(truncatingIfNeeded: number)
            subject.report[.chipID][1] = UInt8(truncatingIfNeeded: number >> 8)
            subject.endorsement = try EndorsementDraft(.vcek, of: subject.report)
            subjects.append((try subject.evidence(), try subject.certificates()))
        }
    }

    /// The best of five rounds; processor time, as other programs share the machine.
    private func microseconds(_ body: (Int) throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = Self.processorTime
            for index in 0..<Self.count { try body(index) }
            best = min(best, (Self.processorTime - start) * 1e6 / Double(Self.count))
        }
        return best
    }

    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func rates() throws {
        let time = SimulatedAMD.now
        let ders = subjects.map { $0.certificates.map(\.der) }
        let chain = try verifier.chain(issuing: subjects[0].certificates[0], among: subjects[0].certificates, at: time)
        let key = P384.Signing.PrivateKey()
        let digest = SHA384.hash(data: subjects[0].evidence)
        let signature = try key.signature(for: digest)
        let publicKey = key.publicKey
        let endorsement = subjects[0].certificates[0]
        let steps: [(String, Double)] = [
            ("raw P-384 verify", microseconds { _ in _ = publicKey.isValidSignature(signature, for: digest) }),
            (
                "raw RSA-4096 PSS verify",
                try microseconds { _ in
                    try endorsement.verifySignature(by: chain.intermediate.content.publicKey)
                }
            ),
            ("read report", try microseconds { _ = try SNPReport(subjects[$0].evidence) }),
            ("read VCEK", try microseconds { _ = try SNPEndorsement(Certificate(ders[$0][0])) }),
            (
                "verify with kept chain, VCEK read anew",
                try microseconds { index in
                    _ = try verifier.verify(
                        SNPReport(subjects[index].evidence), endorsement: Certificate(ders[index][0]), chain: chain,
                        at: time)
                }
            ),
            (
                "verify with nothing kept",
                try microseconds { index in
                    _ = try verifier.verify(
                        subjects[index].evidence, certificates: ders[index].map { try Certificate($0) }, at: time)
                }
            ),
        ]
        for (name, microseconds) in steps {
            print("snp: \(name): \(Int(microseconds.rounded())) µs, \(Int(1e6 / microseconds))/s")
        }
    }
}
#endif
