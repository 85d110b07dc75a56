internal import ArgumentParser
internal import EnclaveProtocol

struct CARequestCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Write the PKCS#10 of an authority that a root outside certifies.")

    @Argument(help: "The authority.") var name: String
    @Option(help: ArgumentHelp("Where it goes; stdout without it.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = try await enclave.call(CARequest(name: name)).bytes
        return try .certificateRequest(request, of: name, to: out)
    }
}

extension Report {
    /// A PKCS#10, into a file or onto stdout.
    static func certificateRequest(_ request: [UInt8], of name: String, to out: String?) throws -> Report {
        let pem = PEMFile.text(request, PEMFile.request)
        if let out { try OutputFile.write(pem, to: out) }
        return Report(json: ["name": .string(name), "request": .string(pem)], text: out == nil ? pem : "")
    }
}
