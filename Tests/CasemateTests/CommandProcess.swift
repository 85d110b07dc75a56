import Foundation

@testable import CasemateCommands

/// The built program, run as a user runs it.
struct CommandProcess {
    let status: Int32
    let output: String
    let errors: String

    /// The one object on stdout.
    var json: JSONValue { get throws { try JSONValue(parsing: output.utf8, from: "stdout") } }

    /// Runs `casemate` with these arguments; the environment is only what is given.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> CommandProcess {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        (process.standardOutput, process.standardError, process.standardInput) = (output, errors, stdin)
        try process.run()
        stdin.fileHandleForWriting.write(Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return CommandProcess(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self))
    }

    /// Beside the test bundle.
    static var binary: URL {
        let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: link).deletingLastPathComponent().appending(path: "casemate")
    }
}

/// A directory that is gone when the test is.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "casemate-test-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ content: String? = nil) throws -> String {
        let file = "\(path)/\(name)"
        if let content { try content.write(toFile: file, atomically: true, encoding: .utf8) }
        return file
    }
}
