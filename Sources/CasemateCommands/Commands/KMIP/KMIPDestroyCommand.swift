internal import ArgumentParser
internal import KMIP

struct KMIPDestroyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Destroy a key that is not active, for ever.",
        discussion: "What it sealed can never be opened again, unless an enclave still holds it.")

    @Argument(help: "The key's identifier on the server.") var id: KMIPIdentifier
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let id = id
        try await server.perform { client throws(KMIPError) in try await client.destroy(id) }
        return .done("The key \(id) is destroyed.")
    }
}
