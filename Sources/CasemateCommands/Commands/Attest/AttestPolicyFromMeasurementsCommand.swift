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
        let sets = try files.map { name throws(CommandError) in
            try MeasuredBuild(
                try JSONValue(parsing: try InputFile.read(name, limit: 1 << 20), from: name), file: name)
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

/// The measurements of one build, found in a file.
struct MeasuredBuild {
    private let name: String
    private let pins: [JSONValue.Member]

    /// What names the code, of each platform; what else evidence has changes from start to start.
    private static let fields = ["mrEnclave", "mrTd", "rtmr0", "rtmr1", "rtmr2", "measurement"]

    init(_ file: JSONValue, file fileName: String) throws(CommandError) {
        let places = [file["measurements"], file["software"], file].compactMap(\.self)
        let found = places.lazy.map { place in
            Self.fields.compactMap { field in
                place[field]?.string.map { JSONValue.Member(name: field, value: .string($0)) }
            }
        }.first { !$0.isEmpty }
        guard let found else {
            throw CommandError(
                code: "no-measurements", message: "\(fileName) holds no measurement that names code.",
                remedy: "Give a build's measurements.json, or the output of casemate attest verify --json.")
        }
        pins = found
        name = file["name"]?.string ?? fileName.split(separator: "/").last.map(String.init) ?? fileName
    }

    /// As a set of a policy.
    var json: JSONValue { .object([.init(name: "name", value: .string(name))] + pins) }
}

/// Objects of a policy as YAML; strings are quoted where YAML could read them as something else.
enum YAMLText {
    static func lines(_ value: JSONValue) -> [String] {
        guard case .object(let members) = value else { return [scalar(value)] }
        return members.flatMap { member in
            guard case .array(let elements) = member.value else { return ["\(member.name): \(scalar(member.value))"] }
            return ["\(member.name):"] + elements.flatMap(element)
        }
    }

    private static func element(_ value: JSONValue) -> [String] {
        lines(value).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
    }

    // JSON's strings, numbers and words are YAML's too.
    private static func scalar(_ value: JSONValue) -> String { value.text }
}
