internal import ArgumentParser

struct AdministratorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "administrator", abstract: "The keys whose signatures govern the enclave.",
        discussion: """
            Creating or widening authority needs signatures of administrators; no user, socket or root replaces them.

            Example:
              casemate administrator key --out admin.key --public-out admin.pub
              casemate administrator set --administrator admin.pub --administrator second.pub --threshold 2 \
            --administrator-key admin.key
            """,
        subcommands: [AdministratorListCommand.self, AdministratorSetCommand.self, AdministratorKeyCommand.self])
}
