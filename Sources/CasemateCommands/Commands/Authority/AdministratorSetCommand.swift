internal import ArgumentParser
internal import EnclaveProtocol

struct AdministratorSetCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Replace the administrators.",
        discussion: "Needs as many signatures of the present administrators as their threshold says.")

    @Option(
        name: .customLong("administrator"),
        help: ArgumentHelp("A public key, PEM, Ed25519 or P-256; repeat it.", valueName: "file"))
    var files: [String]
    @Option(help: "How many must sign from then on.") var threshold: UInt8 = 1
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...max(files.count, 1)).contains(Int(threshold)) else {
            throw ValidationError("--threshold must be 1 to the number of administrators.")
        }
    }

    func perform() async throws -> Report {
        let publicKeys = try files.map { Blob(try PEMFile.publicKey(in: $0)) }
        _ = try await enclave.call(
            AdministratorsPut(administrators: publicKeys, threshold: threshold), signedBy: administrators)
        return .done("\(files.count) administrators, \(threshold) must sign.")
    }
}
