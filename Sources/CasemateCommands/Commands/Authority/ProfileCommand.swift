internal import ArgumentParser

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "What certificates may say.",
        discussion: """
            An enclave begins with mesh-workload, server, client, as-requested and kubernetes. A profile is a JSON \
            object; `profile show` writes one to start from.

            Example:
              casemate profile show server --json > mine.json
              casemate profile set mine.json --administrator-key admin.key
            """,
        subcommands: [ProfileSetCommand.self, ProfileListCommand.self, ProfileShowCommand.self])
}
