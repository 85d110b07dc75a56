internal import ArgumentParser
internal import Attestation

struct AttestPolicyCheckCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether a file is a policy, and the line that is wrong if not.")

    @Argument(help: "The policy, JSON or YAML; - is stdin.") var file: String
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let policy = try AppraisalPolicyFile.read(file)
        let json: JSONValue = [
            "source": .string(policy.source), "ok": true,
            "statuses": .strings(policy.acceptedStatuses.map(\.rawValue)),
            "allowsSoftware": .bool(policy.allowsSoftware), "allowsDebug": .bool(policy.allowsDebug),
            "measurementSets": .strings(policy.measurementSets),
        ]
        let sets = policy.measurementSets.isEmpty ? "any code" : policy.measurementSets.joined(separator: ", ")
        return Report(
            json: json,
            text: FactList.text([
                ("policy", "\(policy.source) is one"),
                ("statuses", policy.acceptedStatuses.map(\.rawValue).joined(separator: " ")),
                ("software", policy.allowsSoftware ? "allowed under the roots named" : "refused"),
                ("debug", policy.allowsDebug ? "allowed" : "refused"), ("trusts", sets),
            ]))
    }
}
