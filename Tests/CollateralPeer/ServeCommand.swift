internal import ArgumentParser
internal import Logging
internal import PCSStandIn
internal import ServiceKit

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer as Intel's and AMD's services did.",
        discussion:
            "GET /control/status/503 makes every answer that, /control/delay/500 late, /control/status/200 ends both.")

    @Option(help: "HOST:PORT; port 0 is one the system chooses, named on stderr.") var listen: String
    @OptionGroup var options: AnswerOptions

    func run() async throws {
        guard let address = ListenAddress(listen) else { throw ValidationError("--listen HOST:PORT") }
        let server = StandInServer(try options.answers())
        let daemon = Daemon("stand-in", DaemonConfiguration())
        let listener = HTTPListener(
            name: "stand-in", address: address, certificate: nil, responder: server, logger: daemon.logger)
        try await daemon.run([listener]) {}
    }
}
