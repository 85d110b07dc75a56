internal import ArgumentParser
internal import EnclaveProtocol

struct CACertificateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Write an authority's certificate in PEM.",
        discussion: "One block, the authority's own; with --chain everything up to its root.")

    @Argument(help: "The authority.") var name: String
    @Flag(help: "The whole chain, root last.") var chain = false
    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let authority = try await enclave.call(CAShow(name: name))
        guard let own = authority.chain.first else {
            throw CommandError(
                code: "not-active", message: "\(name) has no certificate yet.",
                remedy: "Have `casemate ca request \(name)` certified, then use `casemate ca install`.")
        }
        let pem = CAReport.pem(chain ? authority.chain : [own])
        if let out { try OutputFile.write(pem, to: out) }
        let json: JSONValue = [
            "name": .string(name), "certificate": .string(CAReport.pem([own])),
            "fingerprint": .string(CAReport.fingerprint(own.bytes)), "chain": .string(CAReport.pem(authority.chain)),
        ]
        return Report(json: json, text: out == nil ? pem : "")
    }
}
