internal import ArgumentParser
internal import Kubernetes

struct RemoveCommand: AsyncParsableCommand, LoadBody {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Delete requests.")

    @OptionGroup var options: LoadOptions

    func run() async throws { try await options.perform(self) }

    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws {
        _ = try await options.each { name in try await requests.delete(name) }
    }
}
