internal import ArgumentParser
internal import EnclaveProtocol

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Backups of the enclave's state.", subcommands: [BackupCreateCommand.self])
}

struct BackupCreateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write a backup into the state directory.",
        discussion: "It opens only with recovery shares: make those first. Needs an administrator's signature.")

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let backup = try await enclave.call(BackupCreate(), signedBy: administrators)
        let digest = Hex.encode(backup.digest)
        return .done(
            "Wrote \(backup.name), \(backup.length) bytes, SHA-256 \(digest).",
            [
                "name": .string(backup.name), "length": .integer(Int64(clamping: backup.length)),
                "sha256": .string(digest),
            ])
    }
}
