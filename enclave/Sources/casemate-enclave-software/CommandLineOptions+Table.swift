internal import EnclaveServer

extension CommandLineOptions {
    /// One option: how it is written, what it does, what its value changes.
    struct Option {
        let name: String
        /// How the value is called in the manual; nil: takes none.
        let value: String?
        var isRepeatable = false
        let summary: String
        let apply: (inout CommandLineOptions, String) throws(CommandLineError) -> Void
    }

    /// Every option, in the order of the manual.
    static var table: [Option] { stateOptions + serviceOptions + memoryOptions }

    private static var stateOptions: [Option] {
        [
            Option(
                name: "--state", value: "DIR",
                summary: "The state directory: journal, audit and fences. Made (0700) at the first start."
            ) { $0.state = $1 },
            Option(
                name: "--administrator", value: "FILE", isRepeatable: true,
                summary: "Enrol the public key in FILE (PEM, Ed25519 or P-256) when the state is created."
            ) { $0.administrators.append($1) },
            Option(
                name: "--threshold", value: "K",
                summary: "Administrators who must sign together when the state is created. Default 1."
            ) { (options, text) throws(CommandLineError) in options.threshold = try count(text, "--threshold", 1...16)
            },
            Option(
                name: "--development", value: nil,
                summary: "Enrol a key kept beside the state and let identity `default` create keys and CAs. "
                    + "Status, evidence and every checkpoint show it."
            ) { (options, _) in options.isDevelopment = true },
            Option(
                name: "--sealing", value: "file:PATH|none",
                summary: "Where the key of the state is kept for the next start. With a file, whoever reads both "
                    + "has every key; with none, each start is unlocked by recovery shares. Default none."
            ) { (options, text) throws(CommandLineError) in options.sealing = try sealing(text) },
            Option(
                name: "--restore", value: "FILE",
                summary: "Create the state from a backup; it gets a new instance id and starts locked."
            ) { $0.restore = $1 },
            Option(
                name: "--software-root", value: "DIR",
                summary: "The key and certificates that sign this installation's software evidence. "
                    + "Default: beside the state."
            ) { $0.softwareRoot = $1 },
            Option(
                name: "--storage-reserve", value: "SIZE",
                summary: "Free space below which new work is refused with storage-low. Default 64M."
            ) { (options, text) throws(CommandLineError) in
                options.storageReserve = try size(text, "--storage-reserve")
            },
            Option(
                name: "--maximum-clock-gap", value: "DURATION",
                summary: "Longest time without records after which the clock is still believed. Default 7d."
            ) { (options, text) throws(CommandLineError) in
                options.maximumClockGapSeconds = try milliseconds(text, "--maximum-clock-gap") / 1_000
            },
        ]
    }

    private static var serviceOptions: [Option] {
        [
            Option(
                name: "--listen", value: "ADDRESS", isRepeatable: true,
                summary: "unix:PATH[,identity=NAME][,uid=NUMBER][,session=required|optional], or "
                    + "tcp:127.0.0.1:PORT[,identity=NAME] inside a sealed session only. At least one."
            ) { (options, text) throws(CommandLineError) in options.listeners.append(try listener(text)) },
            Option(
                name: "--workers", value: "N", summary: "Threads that carry out requests. Default: one for each core."
            ) { (options, text) throws(CommandLineError) in options.workers = try count(text, "--workers", 1...64) },
            Option(
                name: "--drain", value: "DURATION",
                summary: "Longest time for answers still due at SIGTERM or SIGINT. Default 20s."
            ) { (options, text) throws(CommandLineError) in
                options.drainMilliseconds = try milliseconds(text, "--drain")
            },
            Option(
                name: "--log-format", value: "text|json", summary: "Form of the log on standard error. Default text."
            ) { (options, text) throws(CommandLineError) in
                options.logFormat = try word(text, "--log-format", "text or json")
            },
        ]
    }

    private static var memoryOptions: [Option] {
        [
            Option(
                name: "--memory", value: "secret|locked",
                summary: "Where heap and stacks live: memory no other process and no core dump can read, or "
                    + "ordinary memory kept out of swap, which root can read. Default secret."
            ) { (options, text) throws(CommandLineError) in
                options.memory = try word(text, "--memory", "secret or locked")
            },
            Option(
                name: "--secret-memory", value: "SIZE",
                summary: "Size of heap and stacks together. Counts against the limit of locked memory."
            ) { (options, text) throws(CommandLineError) in
                options.secretMemory = try size(text, "--secret-memory")
            },
        ]
    }

    private static func listener(_ text: String) throws(CommandLineError) -> ListenerAddress {
        do { return try ListenerAddress.parse(text) } catch {
            throw .invalidValue(option: "--listen", reason: error.description)
        }
    }

    private static func sealing(_ text: String) throws(CommandLineError) -> Sealing {
        if text == "none" { return .none }
        guard text.hasPrefix("file:"), text.utf8.count > 5 else {
            throw .invalidValue(option: "--sealing", reason: "write file:PATH or none")
        }
        return .file(String(text.dropFirst(5)))
    }
}
