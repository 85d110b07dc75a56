internal import ArgumentParser
internal import EnclaveProtocol

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "The enclave's time.", subcommands: [ClockAcceptCommand.self])
}

struct ClockAcceptCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept the host's clock after a jump locked issuance.",
        discussion: "Check the host's time first: certificates are dated by it. Needs an administrator's signature.")

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let time = Timestamp.now
        _ = try await enclave.call(ClockAccept(time: time), signedBy: administrators)
        return .done("Accepted \(RFC3339.text(time)).", ["time": .string(RFC3339.text(time))])
    }
}
