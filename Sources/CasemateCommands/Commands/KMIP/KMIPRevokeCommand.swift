internal import ArgumentParser
internal import KMIP

struct KMIPRevokeCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a key out of use.",
        discussion: "A deactivated key still decrypts. A compromised one is not used any more, for anything.")

    @Argument(help: "The key's identifier on the server.") var id: KMIPIdentifier
    @Flag(help: "Somebody else may have the key.") var compromised = false
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let id = id
        let revocation: KMIPRevocation = compromised ? .compromised(since: Timestamp.now) : .superseded
        try await server.perform { client throws(KMIPError) in try await client.revoke(id, revocation) }
        return .done("The key \(id) is \(compromised ? "compromised" : "deactivated").")
    }
}
