internal import ArgumentParser

/// Parses, runs, and turns what went wrong into an exit status: 0 done, 1 refused or failed, 2 wrong usage.
package enum CommandRunner {
    static let failed: Int32 = 1
    static let misused: Int32 = 2

    /// Runs one command line, without the program's name.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            let command = try Casemate.parseAsRoot(GoFlags.translated(arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return finish(with: error, asJSON: arguments.contains("--json"))
        }
    }

    private static func finish(with error: any Error, asJSON: Bool) -> Int32 {
        if let failure = CommandError(reporting: error) {
            try? failure.report.write(asJSON: asJSON)
            return failed
        }
        let text = Casemate.fullMessage(for: error)
        guard !Casemate.exitCode(for: error).isSuccess else {
            return (try? Console.out(text)) == nil ? failed : 0
        }
        if asJSON {
            try? CommandError(
                code: "usage", message: Casemate.message(for: error), remedy: "See --help.", cause: error
            ).report.write(asJSON: true)
        } else {
            Console.err(text)
        }
        return misused
    }
}
