internal import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys that are made, or brought, inside and never leave.",
        discussion: """
            A key's purpose is fixed at birth: issue (certificates only), sign (messages and digests), tls (handshakes \
            only), wrap (encryption), receive (imports).

            Example:
              casemate key generate gateway --purpose tls
              casemate key request gateway --name dns:gateway.example --out gateway.csr
              casemate key sign release --in build.tar --out build.sig
            """,
        subcommands: [
            KeyGenerateCommand.self, KeySealCommand.self, KeyImportCommand.self, KeyImportKeyCommand.self,
            KeyReceiveCommand.self,
            KeySignCommand.self, KeyRequestCommand.self, KeyEncryptCommand.self, KeyDecryptCommand.self,
            KeyListCommand.self, KeyShowCommand.self, KeyRotateCommand.self, KeyRetireCommand.self,
            KeyDestroyCommand.self, KeyAttestCommand.self,
        ])
}
