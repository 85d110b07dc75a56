internal import ArgumentParser

/// A command that does one thing and reports it, as text or as one JSON object.
protocol CasemateCommand: AsyncParsableCommand {
    /// How to report.
    var output: OutputOptions { get }
    /// Does it.
    func perform() async throws -> Report
}

extension CasemateCommand {
    func run() async throws {
        let report = try await perform()
        try report.write(asJSON: output.json)
        if report.isFailure { throw ExitCode.failure }
    }
}
