import Foundation
import Testing

/// The executable's command line, tried on the executable itself: it lies beside the test bundle.
@Suite struct CommandLineTests {
    private static let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "casemate-enclave-software")

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = binary
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = { (pipe: Pipe) in String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
        let result = (text(output), text(errors))
        process.waitUntilExit()
        return (process.terminationStatus, result.0, result.1)
    }

    @Test func helpIsTheManual() throws {
        let (status, output, errors) = try Self.run(["--memory", "locked", "--help"])
        #expect(status == 0 && errors.isEmpty)
        for option in ["--state", "--listen", "--sealing", "--secret-memory", "--drain", "--restore", "--threshold"] {
            #expect(output.contains("    \(option) "), "\(option) is missing")
        }
    }

    @Test(arguments: [
        (["--bogus"], "no option --bogus"), (["--state"], "--state needs a value"),
        (["--state", "x"], "--listen is missing"), (["--listen", "unix:/x"], "--state DIR is missing"),
        (["--state", "x", "--listen", "tcp:0.0.0.0:1"], "only the loopback"),
        (["--development=yes"], "takes no value"), (["--threshold", "0"], "--threshold takes a number"),
        (["--sealing", "file:"], "--sealing takes"), (["--log-format", "xml"], "--log-format takes"),
        (["--state", "x", "--listen", "unix:/x"], "--sealing is missing"), (["extra"], "no option extra"),
    ])
    func wrongUsageIsExitStatus2AndSaysWhatIsWrong(arguments: [String], reason: String) throws {
        let (status, output, errors) = try Self.run(["--memory", "locked"] + arguments)
        #expect(status == 2)
        #expect(output.isEmpty)
        #expect(errors.contains(reason), "\(errors)")
    }
}
