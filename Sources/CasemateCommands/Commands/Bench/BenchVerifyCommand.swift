internal import ArgumentParser
internal import EnclaveProtocol

struct BenchVerifyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "P-256 verifications in this process, beside openssl.",
        discussion: "Verifying needs no secret, so it needs no enclave: this is what issuance pays to check a PKCS#10.")

    @OptionGroup var bench: BenchOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let cores = Machine.cores
        var rates: [Double] = []
        var others: [Double] = []
        for _ in 0..<bench.rounds {
            rates.append(try RawSpeed.verify(threads: cores, seconds: bench.seconds))
            if let rates = OpenSSLSpeed.run(.p256, processes: cores, seconds: bench.seconds) {
                others.append(rates.verify)
            }
        }
        let name = "openssl speed -elapsed -multi \(cores) p256"
        let comparisons =
            others.isEmpty
            ? [] : [Measurement.Comparison(name: name, rate: Measurement.median(others))]
        return Measurement(
            subject: "verify p256", connections: 0, outstanding: cores, rate: Measurement.median(rates),
            latencies: LatencyHistogram(), comparisons: comparisons
        ).report
    }
}
