internal import ArgumentParser

struct KMIPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kmip",
        abstract: "Look at, make and end key-encryption keys on a KMIP server.",
        discussion: """
            What a provider of kind kmip needs on the server's side, with the certificate that the provider uses. No \
            command here shows a key.

            Example:
              casemate kmip keys cluster --server kms.example:5696 --ca ca.pem --certificate me.pem --key me.key
            """,
        subcommands: [
            KMIPKeysCommand.self, KMIPCreateCommand.self, KMIPRekeyCommand.self, KMIPActivateCommand.self,
            KMIPRevokeCommand.self, KMIPDestroyCommand.self, KMIPServerCommand.self,
        ])
}
