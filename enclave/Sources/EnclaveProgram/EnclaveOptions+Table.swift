internal import EnclaveServer
internal import TPM2

extension EnclaveOptions {
    typealias Option = EnclaveOption<Self>

    /// Every option, in the order of the manual.
    static var table: [Option] { places + Product.options.map { $0.lifted(to: \.product) } + rules }

    private static var places: [Option] {
        [
            Option(name: "--state", placeholder: "DIR", help: "The state directory; made (0700) when it is missing.") {
                options, value throws(OptionError) in options.state = value
            },
            Option(
                name: "--listen", placeholder: "ADDRESS", isRepeatable: true,
                help: """
                    unix:PATH or tcp:LOOPBACK:PORT, then ,identity=NAME ,uid=NUMBER ,session=required|optional.
                    Who may open the socket is the identity (default: default). Repeatable. TCP always wants a session.
                    """
            ) { options, value throws(OptionError) in
                do throws(ServerError) {
                    options.listeners.append(try ListenerAddress.parse(value))
                } catch {
                    throw OptionError("\(error)")
                }
            },
        ]
    }

    private static var rules: [Option] {
        [
            Option(
                name: "--secret-memory", placeholder: "SIZE",
                help: "Size of that memory, K, M or G behind it; it must fit the limit on locked memory (ulimit -l)."
            ) { _, _ throws(OptionError) in },
            Option(
                name: "--administrator", placeholder: "FILE", isRepeatable: true,
                help: "Public key (PEM, Ed25519 or P-256) enrolled when the state is created. Repeatable."
            ) { options, value throws(OptionError) in options.administrators.append(value) },
            Option(
                name: "--threshold", placeholder: "K",
                help: "Administrators that must sign, from creation on (default 1)."
            ) { options, value throws(OptionError) in
                guard let number = UInt8(value), number > 0 else {
                    throw OptionError("--threshold takes a number from 1")
                }
                options.threshold = number
            },
            Option(
                name: "--workers", placeholder: "N",
                help: "Threads that carry out requests (default: a processor each, up to a quarter of the memory)."
            ) { options, value throws(OptionError) in
                guard let number = Int(value), (1...256).contains(number) else {
                    throw OptionError("--workers takes a number from 1 to 256")
                }
                options.workers = number
            },
            Option(
                name: "--restore", placeholder: "FILE",
                help: "Restores a backup into an empty --state: shares, then an administrator's signature, open it."
            ) { options, value throws(OptionError) in options.restore = value },
            Option(
                name: "--join", placeholder: nil,
                help: """
                    With an empty --state, waits to be admitted to a domain that the --administrator keys given here
                    govern, instead of making a state; with a state, starts as ever.
                    """
            ) { options, _ throws(OptionError) in options.joins = true },
            Option(
                name: "--maximum-clock-gap", placeholder: "DURATION",
                help: """
                    Longest silence of the journal before issuing locks until an administrator accepts the clock (7d).
                    """
            ) { options, value throws(OptionError) in options.maximumClockGap = try seconds(value) },
            Option(
                name: "--anchor", placeholder: "tpm:ADDRESS",
                help: """
                    Holds the state against a counter in a TPM 2.0, so that an older copy of it stays locked:
                    tpm:/dev/tpmrm0, tpm:unix:PATH or tpm:tcp:LOOPBACK:PORT. Such a state never opens without it.
                    """
            ) { options, value throws(OptionError) in
                guard let address = TPMAddress(value) else {
                    throw OptionError("--anchor takes tpm:/dev/NAME, tpm:unix:PATH or tpm:tcp:LOOPBACK:PORT")
                }
                options.anchor = address
            },
            Option(
                name: "--anchor-interval", placeholder: "DURATION",
                help: """
                    The counter is raised this long after something was done (15m); always at a start and a clean stop,
                    and before what administrators sign is answered. Each time writes to the TPM's memory, which wears.
                    """
            ) { options, value throws(OptionError) in
                let interval = try seconds(value)
                guard interval > 0 else { throw OptionError("--anchor-interval is at least 1s") }
                options.anchorInterval = interval
            },
            Option(
                name: "--storage-reserve", placeholder: "SIZE",
                help: "Free space below which new work is refused (default: 64M or 1 % of the disk, whichever is less)."
            ) { options, value throws(OptionError) in options.storageReserve = try size(value) },
            Option(
                name: "--drain", placeholder: "DURATION",
                help: "Longest wait for open answers after SIGTERM (default 20s)."
            ) { options, value throws(OptionError) in options.drain = Int(try seconds(value)) },
            Option(
                name: "--log-format", placeholder: "text|json", help: "Form of the lines on stderr (default text)."
            ) { options, value throws(OptionError) in
                guard let format = Log.Format(rawValue: value) else {
                    throw OptionError("--log-format takes text or json")
                }
                options.logFormat = format
            },
        ]
    }

    /// The manual.
    static var help: String {
        let options = table.map { option in
            let head = option.placeholder.map { "\(option.name) \($0)" } ?? option.name
            let body = option.help.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n")
            return "    \(head)\n\(body)"
        }
        return """
            \(Product.manual)

            \(options.joined(separator: "\n"))
                --help
                    This text.

            Signals: SIGTERM and SIGINT drain and end. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
            """
    }

    /// Seconds of `90s`, `15m`, `24h`, `7d`.
    private static func seconds(_ text: String) throws(OptionError) -> Int64 {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0,
            !count.multipliedReportingOverflow(by: unit).overflow
        else { throw OptionError("\"\(text)\" is no duration: write 90s, 15m, 24h or 7d") }
        return count * unit
    }

    /// Bytes of `1048576`, `64M`.
    private static func size(_ text: String) throws(OptionError) -> UInt64 {
        let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let count = UInt64(unit == nil ? text : String(text.dropLast())),
            !count.multipliedReportingOverflow(by: unit ?? 1).overflow
        else { throw OptionError("\"\(text)\" is no size: write bytes, or K, M or G behind a number") }
        return count * (unit ?? 1)
    }
}
