internal import ArgumentParser
internal import EnclaveProtocol

/// The command line. Every command is a file below `Commands`.
struct Casemate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "casemate",
        abstract: "Certificate authorities and keys that only an enclave holds.",
        discussion: """
            One process, the enclave, holds the keys, applies one policy and writes one audit log. This program talks \
            to it; it never sees a private key.

            Begin with `casemate quickstart`. Each command has its own --help.

            The enclave is found by --enclave, else CASEMATE_ENCLAVE, else \
            unix:$XDG_RUNTIME_DIR/casemate/enclave.sock, else unix:/run/casemate/enclave.sock.

            Exit status: 0 done, 1 refused or failed (the reason is on stderr), 2 wrong usage. With --json exactly one \
            object is written to stdout, on failure {"error":{"code","message","remedy"}}.

            Times are RFC 3339 in UTC, durations 90s, 15m, 24h or 3650d, digests, serials and ids lower-case \
            hexadecimal, certificates PEM, other bytes base64.
            """,
        version: ProgramVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Begin",
                subcommands: [QuickstartCommand.self, StartCommand.self, StatusCommand.self, DoctorCommand.self]),
            CommandGroup(
                name: "Use",
                subcommands: [CACommand.self, KeyCommand.self, AttestCommand.self, AuditCommand.self]),
            CommandGroup(
                name: "Serve", subcommands: [IssuerCommand.self, KMSCommand.self, CollateralCacheCommand.self]),
            CommandGroup(
                name: "Govern",
                subcommands: [
                    AdministratorCommand.self, PolicyCommand.self, TemplateCommand.self, ProfileCommand.self,
                ]),
            CommandGroup(
                name: "Maintain",
                subcommands: [
                    DomainCommand.self, ClockCommand.self, AnchorCommand.self, BackupCommand.self,
                    RestoreCommand.self, CompactCommand.self, KMIPCommand.self, BenchCommand.self,
                ]),
        ])
}
