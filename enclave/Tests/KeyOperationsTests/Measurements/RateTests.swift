#if CASEMATE_BENCHMARKS
import EnclaveProtocol
import Foundation
import KeyOperations
import Testing

/// Rates on one core, built with -DCASEMATE_BENCHMARKS; compare with `openssl speed`.
@Suite(.serialized)
struct RateTests {
    private func rate(_ name: String, _ body: () throws -> Void) rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .seconds(1) {
            for _ in 0..<8 { try body() }
            count += 8
        }
        let elapsed = (clock.now - start) / count
        let microseconds = Double(elapsed.components.attoseconds) / 1e12
        print("RATE \(name): \(String(format: "%.2f", microseconds)) µs, \(Int(1e6 / microseconds))/s")
    }

    @Test(arguments: KeyAlgorithm.allCases.filter { $0 != .aes256 }) func signing(_ algorithm: KeyAlgorithm) throws {
        let key = try LiveKey.generate(algorithm)
        let using = try #require(key.defaultSignature)
        let digest = [UInt8](repeating: 7, count: using.hash?.digestLength ?? 32)
        try rate("sign \(algorithm.name)") {
            _ =
                using.hash == nil
                ? try key.sign(message: digest, using: using) : try key.sign(digest: digest, using: using)
        }
        let stored = key.stored
        try rate("import \(algorithm.name)") { _ = try LiveKey(stored: stored, algorithm: algorithm) }
    }

    @Test func generation() throws {
        try rate("generate p256 with its test signature") { _ = try LiveKey.generate(.p256) }
    }

    @Test func envelopes() throws {
        let cipher = try EnvelopeCipher(LiveKey.generate(.aes256))
        let payload = RandomBytes.make(32)
        let message = try cipher.encrypt(payload, keyVersion: 1)
        try rate("envelope encrypt 32 bytes") { _ = try cipher.encrypt(payload, keyVersion: 1) }
        try rate("envelope decrypt 32 bytes") { _ = try cipher.decrypt(message) }
    }

    @Test func selfTests() { rate("all self-tests") { _ = SelfTests.firstFailure() } }
}
#endif
