internal import ArgumentParser

struct RecoveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Recovery shares of the domain key.",
        discussion: """
            k of n shares open a locked enclave or a backup. Each is encrypted inside to its holder.

            Example:
              casemate domain recovery create --threshold 2 --holder ann=ann.pem --holder bob=bob.pem \
            --holder eve=eve.pem --administrator-key admin.key
              casemate domain recovery submit --share ann.share --key ann.key
            """,
        subcommands: [RecoveryCreateCommand.self, RecoveryOpenShareCommand.self, RecoverySubmitCommand.self])
}
