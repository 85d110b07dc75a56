internal import ArgumentParser

struct KMSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kms",
        abstract: "Serve the Kubernetes KMS plugin API, look at what etcd holds, and rewrite it under a new key.",
        discussion: """
            Without a subcommand this is `casemate kms serve`; its --help tells its options.

            Example:
              casemate kms --key cluster --listen unix:///run/casemate-kms/kms.sock --http 127.0.0.1:8790
              casemate kms migrate --etcd http://127.0.0.1:2379
              casemate kms verify --etcd http://127.0.0.1:2379
            """,
        subcommands: [KMSServeCommand.self, KMSVerifyCommand.self, KMSMigrateCommand.self],
        defaultSubcommand: KMSServeCommand.self)
}
