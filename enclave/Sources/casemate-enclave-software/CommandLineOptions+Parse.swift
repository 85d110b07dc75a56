extension CommandLineOptions {
    /// Reads the arguments behind the program's name; `--name value` and `--name=value` are the same.
    init(arguments: [String]) throws(CommandLineError) {
        self.init()
        var rest = arguments[...]
        var seen: Set<String> = []
        while let argument = rest.popFirst() {
            if argument == "--help" || argument == "-h" { throw .helpRequested }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let option = Self.table.first(where: { $0.name == parts[0] }) else { throw .unknownOption(parts[0]) }
            guard seen.insert(option.name).inserted || option.isRepeatable else { throw .repeated(option.name) }
            let attached = parts.count == 2 ? parts[1] : nil
            try option.apply(&self, try Self.value(of: option, attached: attached, rest: &rest))
        }
        guard !state.isEmpty else { throw .missingOption("--state") }
        guard !listeners.isEmpty else { throw .missingOption("--listen") }
    }

    private static func value(
        of option: Option, attached: String?, rest: inout ArraySlice<String>
    ) throws(CommandLineError) -> String {
        guard option.value != nil else {
            guard attached == nil else { throw .unexpectedValue(option.name) }
            return ""
        }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else { throw .missingValue(option.name) }
        return value
    }
}

extension CommandLineOptions {
    /// What `--help` prints.
    static var manual: String {
        """
        casemate-enclave-software: holds keys and uses them, and gives none away.

        Keys are made, kept and used in this process only. It runs on any Linux machine, without TEE hardware: its
        evidence, log and status say so. Memory of keys resists reading by other processes and root (--memory secret);
        it does not resist root that injects code into this process.

        Usage: casemate-enclave-software --state DIR --listen ADDRESS [options]

        \(table.map(\.manual).joined(separator: "\n"))
          --help
              Print this and stop.

        Signals: SIGTERM and SIGINT end the enclave after the answers that are due; SIGHUP reloads.
        Exit status: 0 ended as asked, 1 refused or failed (the reason is the last line of the log), 2 wrong usage.

        Example:
          casemate-enclave-software --state /var/lib/casemate --listen unix:/run/casemate/enclave.sock \\
              --administrator admin.pem --sealing file:/etc/casemate/sealing.key
        """
    }
}

extension CommandLineOptions.Option {
    private static let width = 92

    /// The option and its summary, wrapped.
    fileprivate var manual: String {
        var lines = ["  \(name)" + (value.map { " \($0)" } ?? "") + (isRepeatable ? "    (repeatable)" : "")]
        var line = "     "
        for word in summary.split(separator: " ") {
            if line.count + word.count + 1 > Self.width {
                lines.append(line)
                line = "     "
            }
            line += " \(word)"
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
