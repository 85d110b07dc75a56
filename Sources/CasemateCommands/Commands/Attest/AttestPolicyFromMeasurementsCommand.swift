internal import ArgumentParser
internal import Attestation
internal import EnclaveProtocol
internal import X509Core

struct AttestPolicyFromMeasurementsCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "from-measurements", abstract: "Write a policy that trusts measured builds.",
        discussion: """
            Takes the measurements.json of a build, and what `attest verify --json` or `attest show --json` wrote of \
            evidence you believe. Prints YAML, with --json the same policy in JSON; both are read by --policy. Each file \
            becomes a set that pins mrEnclave, or mrTd with rtmr0 to rtmr2, or the SEV-SNP measurement.
            """)

    @Argument(help: ArgumentHelp("JSON files with measurements.", valueName: "file")) var files: [String]

    @Option(
        name: .customLong("software-root"),
        help: ArgumentHelp(
            "Also accept software evidence under this root certificate, DER or PEM; repeatable.", valueName: "file"))
    var softwareRoots: [String] = []

    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let sets = try files.flatMap { name in
            try MeasuredBuild.all(
                in: try JSONValue(parsing: try InputFile.read(name, limit: 1 << 20), from: name), named: name)
        }
        let roots = try softwareRoots.flatMap { name in
            try PEMFile.certificates(in: name).map { Hex.encode(try Self.fingerprint($0, name)) }
        }
        var members: [JSONValue.Member] = [.init(name: "version", value: 1)]
        if !roots.isEmpty {
            members.append(.init(name: "allowSoftware", value: true))
            members.append(.init(name: "softwareRoots", value: .strings(roots)))
        }
        members.append(.init(name: "measurements", value: .array(sets.map(\.json))))
        return Report(json: .object(members), text: YAMLText.lines(.object(members)).joined(separator: "\n"))
    }

    private static func fingerprint(_ der: [UInt8], _ name: String) throws(CommandError) -> [UInt8] {
        do {
            return try Certificate(der).fingerprint
        } catch {
            throw CommandError(
                code: "invalid-root", message: "\(name) is not a certificate. \(error.message)",
                remedy: "Give the software root's certificate in DER or PEM.", cause: error)
        }
    }
}
