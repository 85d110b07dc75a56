internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct BenchSignCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Signatures of digests through the socket.",
        discussion: "Without --key a P-256 key `bench-sign` is made, which a template must allow.")

    @Option(help: "A sign key.") var key: KeyReference?
    @OptionGroup var bench: BenchOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let info = try await BenchKey.find(key?.selector ?? .name("bench-sign"), on: enclave)
        let (scheme, hash) = (info.algorithm.usualScheme, info.algorithm.usualHash)
        let request = KeySign(
            key: .id(info.id), scheme: scheme, hash: hash, isDigest: scheme != .eddsa,
            input: [UInt8](repeating: 7, count: scheme == .eddsa ? 32 : hash.digestLength))
        let cores = Machine.cores
        var companions: [(name: String, rate: () throws -> Double?)] = [
            (
                "openssl speed -elapsed -multi \(cores) \(info.algorithm.name)",
                { OpenSSLSpeed.run(info.algorithm, processes: cores, seconds: bench.seconds)?.sign }
            )
        ]
        if info.algorithm == .p256 {
            companions.append(
                ("raw in process, \(cores) threads", { try RawSpeed.sign(threads: cores, seconds: bench.seconds) }))
        }
        let load = try await bench.load(.keySign, [request.encoded], on: enclave)
        return try bench.measure("sign \(info.algorithm.name)", load, beside: companions).report
    }
}

/// The key a measurement uses.
enum BenchKey {
    /// The key of this name or id; a P-256 `sign` key of the name is made when there is none.
    static func find(_ selector: KeySelector, on enclave: EnclaveOptions) async throws -> KeyInfo {
        try await enclave.withClient { client in
            if let found = try await client.find(KeyShow(key: selector)) { return found }
            guard case .name(let name) = selector else {
                throw CommandError(
                    code: "not-found", message: "There is no such key.", remedy: "See casemate key list.")
            }
            return try await client.call(KeyGenerate(key: template(name)))
        }
    }

    /// A P-256 `sign` key.
    static func template(_ name: String) -> KeyTemplate {
        KeyTemplate(
            name: name, algorithm: .p256, purpose: .sign, export: .never, replication: .domain, audit: .counted)
    }
}
