internal import EnclaveProtocol
internal import Glibc

/// `openssl speed`, run beside.
enum OpenSSLSpeed {
    /// Signatures and verifications a second.
    struct Rates: Equatable {
        let sign: Double
        let verify: Double
    }

    /// Runs it on `processes` processes; nil when there is no openssl or it does not know the algorithm.
    static func run(_ algorithm: KeyAlgorithm, processes: Int, seconds: Double) -> Rates? {
        guard let (argument, marker) = names[algorithm] else { return nil }
        let length = max(1, Int(seconds.rounded()))
        let command = "openssl speed -elapsed -seconds \(length) -multi \(processes) \(argument) 2>/dev/null"
        guard let pipe = popen(command, "r") else { return nil }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return rates(in: String(decoding: bytes, as: UTF8.self), marker: marker)
    }

    /// The last two numbers of the last line that names the algorithm.
    static func rates(in output: String, marker: String) -> Rates? {
        guard let line = output.split(separator: "\n").last(where: { $0.contains(marker) }) else { return nil }
        let numbers = line.split(separator: " ").suffix(2).compactMap { Double($0) }
        return numbers.count == 2 ? Rates(sign: numbers[0], verify: numbers[1]) : nil
    }

    private static let names: [KeyAlgorithm: (argument: String, marker: String)] = [
        .p256: ("ecdsap256", "ecdsa (nistp256)"), .p384: ("ecdsap384", "ecdsa (nistp384)"),
        .p521: ("ecdsap521", "ecdsa (nistp521)"), .ed25519: ("ed25519", "EdDSA (Ed25519)"),
        .rsa2048: ("rsa2048", "rsa 2048 bits"), .rsa3072: ("rsa3072", "rsa 3072 bits"),
        .rsa4096: ("rsa4096", "rsa 4096 bits"),
    ]
}
