internal import ArgumentParser
internal import Kubernetes

struct FlowCommand: AsyncParsableCommand, LoadBody {
    static let configuration = CommandConfiguration(
        commandName: "flow", abstract: "Make, approve and wait: times from approval to answer.")

    @OptionGroup var options: LoadOptions
    @OptionGroup var request: RequestOptions
    @Option(help: "An answered request whose certificate is written here, instead of waiting for a signer.")
    var of: String?

    func run() async throws { try await options.perform(self) }

    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws {
        let encoded = try request.encodedRequest(), signer = Signer(request.signer)
        let ready = try await own(requests)
        let figures = try await AnswerBoard.watching(requests, prefix: options.prefix) { board in
            let began = ContinuousClock.now
            let times = try await options.each { name in
                try await requests.create(.make(name, request: encoded, signer: signer))
                return try await ContinuousClock().measure {
                    try await requests.patch(name, Request.approval, subresource: Request.approvalSubresource)
                    if let ready { try await requests.change(name, ready, subresource: "status") }
                    await board.wait(for: name)
                }
            }
            return LoadFigures(total: ContinuousClock.now - began, times: times)
        }
        print(figures)
    }

    private func own<Request: LoadRequest>(_ requests: ResourceClient<Request>) async throws -> Patch? {
        guard let of else { return nil }
        return Request.answer(try await requests.get(of).certificate ?? "")
    }
}
