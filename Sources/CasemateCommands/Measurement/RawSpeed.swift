internal import Crypto

/// P-256 by the library in this process: what there is to lose by asking an enclave.
enum RawSpeed {
    /// Signatures a second on `threads` threads.
    static func sign(threads: Int, seconds: Double) throws -> Double {
        try measure(threads: threads, seconds: seconds) {
            let key = P256.Signing.PrivateKey(compactRepresentable: false)
            let digest = SHA256.hash(data: [UInt8](repeating: 7, count: 32))
            return { _ = try key.signature(for: digest) }
        }
    }

    /// Verifications a second on `threads` threads.
    static func verify(threads: Int, seconds: Double) throws -> Double {
        try measure(threads: threads, seconds: seconds) {
            let key = P256.Signing.PrivateKey(compactRepresentable: false)
            let digest = SHA256.hash(data: [UInt8](repeating: 7, count: 32))
            let signature = try key.signature(for: digest)
            return { _ = key.publicKey.isValidSignature(signature, for: digest) }
        }
    }

    private static func measure(
        threads: Int, seconds: Double, _ prepare: @escaping @Sendable () throws -> (() throws -> Void)
    ) throws -> Double {
        let counts = try WorkerThreads.run(threads) { _ in
            let work = try prepare()
            let end = Stopwatch.now + UInt64(seconds * 1e9)
            var count = 0
            while Stopwatch.now < end {
                for _ in 0..<16 { try work() }
                count += 16
            }
            return count
        }
        return Double(counts.reduce(0, +)) / seconds
    }
}
