internal import ArgumentParser
internal import Kubernetes

struct MakeCommand: AsyncParsableCommand, LoadBody {
    static let configuration = CommandConfiguration(commandName: "make", abstract: "Make requests and approve each.")

    @OptionGroup var options: LoadOptions
    @OptionGroup var request: RequestOptions
    @Flag(help: "Leave them unapproved.") var unapproved = false

    func run() async throws { try await options.perform(self) }

    func run<Request: LoadRequest>(_ requests: ResourceClient<Request>, _ options: LoadOptions) async throws {
        let encoded = try request.encodedRequest(), signer = Signer(request.signer), approves = !unapproved
        _ = try await options.each { name in
            try await requests.create(.make(name, request: encoded, signer: signer))
            guard approves else { return }
            try await requests.patch(name, Request.approval, subresource: Request.approvalSubresource)
        }
    }
}
