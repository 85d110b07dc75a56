internal import ArgumentParser
internal import Kubernetes

struct AnswerCommand: AsyncParsableCommand, LoadBody {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Write a certificate that is there into requests.")

    @OptionGroup var options: LoadOptions
    @Option(help: "An answered request of the kind, whose certificate is taken.") var of: String

    func run() async throws { try await options.perform(self) }

    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws {
        let answer = Request.answer(try await requests.get(of).certificate ?? "")
        let figures = try await AnswerBoard.watching(requests, prefix: options.prefix) { board in
            let began = ContinuousClock.now
            let times = try await options.each { name in
                try await ContinuousClock().measure {
                    try await requests.change(name, answer, subresource: "status")
                }
            }
            for name in options.names() { await board.wait(for: name) }
            return LoadFigures(total: ContinuousClock.now - began, times: times)
        }
        print(figures)
    }
}
