internal import ArgumentParser

struct AttestPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Policies that evidence is judged by.",
        discussion: """
            A policy is a JSON or YAML document; docs/doors/attestation-policy.md has every field. What it does not \
            allow stays refused, and a refusal names the line.

            Example:
              casemate attest policy from-measurements measurements.json > policy.yaml
              casemate attest policy check policy.yaml
            """,
        subcommands: [AttestPolicyCheckCommand.self, AttestPolicyFromMeasurementsCommand.self])
}
