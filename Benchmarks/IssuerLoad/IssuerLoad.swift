internal import ArgumentParser

/// The requests of the issuer's figures: made, answered with a certificate that is there already, waited for, deleted.
@main
struct IssuerLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuer-load", abstract: "Requests for the figures of docs/performance.md, by our own client.",
        subcommands: [MakeCommand.self, AnswerCommand.self, AwaitCommand.self, FlowCommand.self, RemoveCommand.self])
}
