// SEV-SNP verification on one thread, for Benchmarks/verify-snp.sh:
//     snp-bench DIRECTORY ROUNDS
// DIRECTORY holds report.bin, vek.der, ask.pem and ark.pem, recorded under a root of AMD's. Prints what a report costs in
// microseconds of processor time, which a busy machine inflates less than the clock. No certificate, report or verdict
// is kept from one round to the next, so the same report again costs what another would.
import Attestation
import Crypto
import FoundationEssentials
import Glibc
import X509Core

let arguments = CommandLine.arguments
guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
    print("snp-bench DIRECTORY ROUNDS")
    exit(2)
}

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The best of five rounds.
func measure(_ name: String, _ body: () throws -> Void) rethrows {
    var best = Double.infinity
    for _ in 0..<5 {
        let start = processorTime()
        for _ in 0..<rounds { try body() }
        best = min(best, (processorTime() - start) / Double(rounds))
    }
    print("\(name): \(Int((best * 1e6).rounded())) µs, \(Int(1 / best)) a second")
}

func file(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(arguments[1])/\(name)")))
}

let (report, vek) = (try file("report.bin"), try file("vek.der"))
let (ask, ark) = (try file("ask.pem"), try file("ark.pem"))
let endorsement = try Certificate(vek)
let certificates = try [endorsement, Certificate(ask), Certificate(ark)]
// The middle of the certificate's validity.
let time = (endorsement.content.notBefore + endorsement.content.notAfter) / 2
let verifier = SNPVerifier()
let chain = try verifier.chain(issuing: endorsement, among: certificates, at: time)

try measure("nothing kept") {
    _ = try verifier.verify(report, certificates: [Certificate(vek), Certificate(ask), Certificate(ark)], at: time)
}
try measure("chain kept") {
    _ = try verifier.verify(SNPReport(report), endorsement: Certificate(vek), chain: chain, at: time)
}
try measure("of that: RSA-4096 verification of the certificate") {
    try endorsement.verifySignature(by: certificates[1].content.publicKey)
}
let key = P384.Signing.PrivateKey()
let digest = SHA384.hash(data: report)
let signature = try key.signature(for: digest)
let publicKey = key.publicKey
measure("of that: P-384 verification, as the library does it") {
    _ = publicKey.isValidSignature(signature, for: digest)
}
