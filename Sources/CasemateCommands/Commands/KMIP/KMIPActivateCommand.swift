internal import ArgumentParser
internal import KMIP

struct KMIPActivateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "activate", abstract: "Make a key active.")

    @Argument(help: "The key's identifier on the server.") var id: KMIPIdentifier
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let id = id
        try await server.perform { client throws(KMIPError) in try await client.activate(id) }
        return .done("The key \(id) is active.")
    }
}
