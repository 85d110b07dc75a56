internal import ArgumentParser
internal import CollateralCache
internal import ServiceKit

struct CollateralCacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collateral-cache",
        abstract: "Serve Intel's and AMD's attestation collateral from a cache (PCCS v3 and v4, KDS).",
        discussion: """
            A drop-in for Intel's PCCS: the same paths, headers, status codes and tokens over HTTPS, so that an \
            existing sgx_default_qcnl.conf needs no change. Intel's default.json is accepted with --config; options \
            override it.

            SIGHUP reads configuration and certificate again (not --listen, the database and the proxy). SIGTERM \
            finishes open requests.

            Example:
              casemate collateral-cache --config /opt/intel/sgx-dcap-pccs/config/default.json --http 127.0.0.1:9090
            """)

    @Option(help: "Intel's default.json.") var config: String?
    @Option(help: "Where clients reach it: HOST:PORT.") var listen: ListenAddress?
    @Option(help: "Intel's service or another cache: an address ending in /sgx/certification/v4/.") var upstream:
        String?
    @Option(help: "Where Intel's root CRL lies, when not where Intel's certificates say.") var rootCrl: String?
    @Option(help: "AMD's key distribution service.") var kds: String?
    @Option(help: "The SQLite file.") var database: String?
    @Option(help: "When upstream is asked: on a miss, at registration, or never.") var mode: CachingMode?
    @Option(help: "The PEM certificate chain, leaf first.") var certificate: String?
    @Option(help: "Its PEM private key.") var key: String?
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        try await CacheDaemon(service.configuration) { try merged() }.run()
    }

    /// The file, with what the options say in its place.
    private func merged() throws -> CacheConfiguration {
        var merged = try config.map { try CacheConfiguration(file: $0) } ?? CacheConfiguration()
        merged.listen = listen ?? merged.listen
        merged.upstream = upstream ?? merged.upstream
        merged.rootCRL = rootCrl ?? merged.rootCRL
        merged.kds = kds ?? merged.kds
        merged.database = database ?? merged.database
        merged.mode = mode ?? merged.mode
        merged.certificateFile = certificate ?? merged.certificateFile
        merged.keyFile = key ?? merged.keyFile
        return merged
    }
}

extension CachingMode: ExpressibleByArgument {}
