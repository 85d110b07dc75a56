internal import ArgumentParser
internal import KMIP

struct KMIPServerCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Say which version is spoken and which operations the server has.")

    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let (version, operations) = try await server.perform { client throws(KMIPError) in
            (try await client.version(), try await client.operations())
        }
        let known = KMIPOperation.allCases.filter { operations.contains($0.rawValue) }
        let missing = KMIPOperation.allCases.filter { !operations.contains($0.rawValue) }
        return Report(
            json: [
                "version": .string(version.description), "operations": .strings(known.map(\.name)),
                "missing": .strings(missing.map(\.name)),
            ],
            text: FactList.text([
                ("version", version.description), ("operations", known.map(\.name).joined(separator: ", ")),
                ("missing", missing.isEmpty ? "none" : missing.map(\.name).joined(separator: ", ")),
            ]))
    }
}
