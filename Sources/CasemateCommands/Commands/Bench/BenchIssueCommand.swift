internal import ArgumentParser
internal import Crypto
internal import EnclaveClient
internal import EnclaveProtocol
internal import SwiftASN1
internal import X509

struct BenchIssueCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Certificates from P-256 requests, policy, lint, journal and audit included.",
        discussion: """
            --key names the authority; without it `bench` is made, which a template must allow. Give --outstanding 1 \
            --connections 1 for latencies, which are then shown beside fdatasync of --disk.
            """)

    private static let requests = 64

    @Option(name: .customLong("key"), help: ArgumentHelp("The authority.", valueName: "name")) var authority = "bench"
    @Option(help: ArgumentHelp("A directory on the disk of the state.", valueName: "directory")) var disk = "."
    @OptionGroup var bench: BenchOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        try await findAuthority()
        let bodies = try (0..<Self.requests).map { index in
            CAIssue(
                name: authority, request: try Self.request(index), profile: "", lifetime: 3600, usages: [],
                requester: "bench"
            ).encoded
        }
        let load = try await bench.load(.caIssue, bodies, on: enclave)
        let directory = disk
        let seconds = bench.seconds / 2
        return try bench.measure(
            "issue p256", load,
            beside: [
                (
                    "1/(raw sign + raw verify), one core",
                    {
                        let sign = try RawSpeed.sign(threads: 1, seconds: seconds)
                        let verify = try RawSpeed.verify(threads: 1, seconds: seconds)
                        return 1 / (1 / sign + 1 / verify)
                    }
                ),
                ("fdatasync of 1 KiB", { 1e6 / (try DiskSpeed.medianSyncMicroseconds(in: directory)) }),
            ]
        ).report
    }

    private func findAuthority() async throws {
        try await enclave.withClient { client in
            guard try await client.find(CAShow(name: authority)) == nil else { return }
            _ = try await client.call(
                CACreate(
                    name: authority, subject: "CN=Casemate bench", algorithm: .p256, lifetime: 3650 * 86_400,
                    isExternal: false, profiles: ["server"]))
        }
    }

    /// A PKCS#10 with a key of its own.
    private static func request(_ index: Int) throws -> [UInt8] {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey(compactRepresentable: false))
        let host = "bench-\(index).example.com"
        let names = try Certificate.Extensions {
            SubjectAlternativeNames([.dnsName(host)])
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName(host) }, privateKey: key,
            attributes: try CertificateSigningRequest.Attributes([.init(ExtensionRequest(extensions: names))]),
            signatureAlgorithm: .ecdsaWithSHA256)
        return try request.serializeAsPEM().derBytes
    }
}
