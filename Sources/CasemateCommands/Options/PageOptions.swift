internal import ArgumentParser
internal import EnclaveProtocol

/// Which part of a list.
struct PageOptions: ParsableArguments {
    @Option(help: "Most items, 1 to 1000.")
    var limit: UInt16 = 100

    @Option(help: ArgumentHelp("Begin behind this; `next` of the page before.", valueName: "token"))
    var after: String?

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
    }

    /// As the enclave takes it.
    var query: PageQuery { PageQuery(after: after ?? "", limit: limit) }
}
