internal import EnclaveProgram
private import TEESoftware

extension SoftwareProduct {
    static let options: [EnclaveOption<SoftwareProduct>] = [
        EnclaveOption(
            name: "--development", placeholder: nil,
            help: """
                At creation: keeps an administrator's key beside the state and lets identity default create keys and
                authorities by itself. Shown by status and every checkpoint. Not for real keys.
                """
        ) { product, _ throws(OptionError) in product.isDevelopment = true },
        EnclaveOption(
            name: "--sealing", placeholder: "file:PATH|none",
            help: """
                What opens the state at a start: a key file outside the state (made at creation; whoever reads both has
                every key), or none: recovery shares. In development the default is sealing.key beside the state.
                """
        ) { product, value throws(OptionError) in
            if value == "none" {
                product.sealingChoice = SoftwarePlatform.Sealing.none
            } else if value.hasPrefix("file:"), value.count > 5 {
                product.sealingChoice = .file(path: String(value.dropFirst(5)))
            } else {
                throw OptionError("--sealing takes file:PATH or none")
            }
        },
        EnclaveOption(
            name: "--software-root", placeholder: "DIR|none",
            help: """
                The PKI of this installation, outside the state, under which software evidence is given; made (0700) when
                there is none. Enclaves of one installation share it. With none, which is the default but in development
                (software-root beside the state), evidence is refused.
                """
        ) { product, value throws(OptionError) in
            guard !value.isEmpty else { throw OptionError("--software-root takes a directory") }
            product.softwareRootChoice = value == "none" ? .none : .directory(value)
        },
        EnclaveOption(
            name: "--memory", placeholder: "secret|locked|ordinary",
            help: """
                Where every byte of heap and thread stacks lives: memfd_secret (default; refuses to start without), or
                locked memory, which root can read; with --development also ordinary memory, which may be swapped out.
                """
        ) { product, value throws(OptionError) in
            guard let memory = memories[value] else {
                throw OptionError("--memory takes secret or locked, with --development also ordinary")
            }
            product.memory = memory
        },
    ]

    private static let memories: [String: SoftwarePlatform.Memory] = [
        "secret": .secret, "locked": .locked, "ordinary": .ordinary,
    ]
}
