/// The measurements of one build, found in a file.
struct MeasuredBuild {
    private let name: String
    private let pins: [JSONValue.Member]

    /// What names the code, of each platform; what else evidence has changes from start to start.
    private static let fields = ["mrEnclave", "mrTd", "rtmr0", "rtmr1", "rtmr2", "measurement"]

    /// Every build in a file: `measurements` is one, or a list of them.
    static func all(in file: JSONValue, named fileName: String) throws(CommandError) -> [MeasuredBuild] {
        let name =
            file["name"]?.string ?? file["binary"]?["name"]?.string
            ?? fileName.split(separator: "/").last.map(String.init)
        let found = (file["measurements"]?.array ?? [file["measurements"] ?? file]).compactMap {
            MeasuredBuild($0, name: name ?? fileName)
        }
        guard found.isEmpty else { return found }
        throw CommandError(
            code: "no-measurements", message: "\(fileName) holds no measurement that names code.",
            remedy: "Give a build's measurements.json, or the output of casemate attest verify --json.")
    }

    private init?(_ measurements: JSONValue, name: String) {
        guard case .object(let members) = measurements else { return nil }
        pins = Self.fields.compactMap { field in
            members.first { $0.name.lowercased() == field.lowercased() }.map { .init(name: field, value: $0.value) }
        }
        guard !pins.isEmpty else { return nil }
        self.name = name
    }

    /// As a set of a policy.
    var json: JSONValue { .object([.init(name: "name", value: .string(name))] + pins) }
}
