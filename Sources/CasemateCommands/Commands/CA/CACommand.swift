internal import ArgumentParser

struct CACommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "Certificate authorities whose keys stay inside.",
        discussion: """
            Certificates are parsed, checked against a profile, linted, built and signed inside the enclave.

            Example:
              casemate ca create mesh --subject "CN=Mesh root,O=Example" --administrator-key admin.key
              casemate ca issue mesh --csr web.csr --lifetime 24h --out web.pem
            """,
        subcommands: [
            CACreateCommand.self, CAIssueCommand.self, CAListCommand.self, CAShowCommand.self,
            CACertificateCommand.self, CARequestCommand.self, CAInstallCommand.self, CAIssuedCommand.self,
            CARevokeCommand.self, CARevocationListCommand.self, CARotateCommand.self, CAImportCommand.self,
        ])
}
