internal import ArgumentParser
internal import KMIP

struct KMIPRekeyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Have the server make a key's successor, which takes over its name.",
        discussion: "Not every server can: where it cannot, `create` another key of the same name.")

    @Argument(help: "The key's identifier on the server.") var id: KMIPIdentifier
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let id = id
        let successor = try await server.perform { client throws(KMIPError) in try await client.rekey(id) }
        return .done("Made the key \(successor).", ["id": .string(successor.text)])
    }
}
