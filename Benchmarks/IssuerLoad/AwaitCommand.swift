internal import ArgumentParser
internal import Glibc
internal import Kubernetes

struct AwaitCommand: AsyncParsableCommand, LoadBody {
    static let configuration = CommandConfiguration(
        commandName: "await", abstract: "Let a stopped process go on, and wait until all requests are answered.")

    @OptionGroup var options: LoadOptions
    @Option(name: .customLong("continue"), help: "The process to continue.") var process: Int32?

    func run() async throws { try await options.perform(self) }

    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws {
        let process = process
        let figures = try await AnswerBoard.watching(requests, prefix: options.prefix) { board in
            let began = ContinuousClock.now
            if let process { kill(process, SIGCONT) }
            var times: [Duration] = []
            for name in options.names() {
                await board.wait(for: name)
                times.append(ContinuousClock.now - began)
            }
            return LoadFigures(total: ContinuousClock.now - began, times: times)
        }
        print(figures)
    }
}
