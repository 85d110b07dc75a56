internal import ArgumentParser
internal import PCSStandIn

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Ask a cache for everything at once and compare every byte.")

    func run() async throws {}
}
