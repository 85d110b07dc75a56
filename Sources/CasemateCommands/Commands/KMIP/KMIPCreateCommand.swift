internal import ArgumentParser
internal import KMIP

struct KMIPCreateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Have the server make an AES-256 key.",
        discussion: """
            A second key of a name is its rotation: the newest one encrypts, older ones only decrypt. A key that is not \
            activated is not used.
            """)

    @Argument(help: "The key's name on the server.") var name: String
    @Flag(help: "Activate it at once.") var activate = false
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let (name, activate) = (name, activate)
        let identifier = try await server.perform { client throws(KMIPError) in
            let identifier = try await client.create(name)
            if activate { try await client.activate(identifier) }
            return identifier
        }
        return .done("Made the key \(identifier).", ["id": .string(identifier.text)])
    }
}
