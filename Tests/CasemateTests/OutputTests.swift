import EnclaveProtocol
import FakeEnclave
import Foundation
import Testing

@testable import CasemateCommands

/// What a command does when nobody can read what it says.
@Suite("Output", .timeLimit(.minutes(1)))
struct OutputTests {
    private func run(_ arguments: String..., output: Any) throws -> (status: Int32, errors: String) {
        let process = Process()
        let errors = Pipe()
        process.executableURL = CommandProcess.binary
        process.arguments = arguments
        process.environment = [:]
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    @Test func aFullDiskIsAFailure() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        for arguments in ["--version", "--help"] { #expect(try run(arguments, output: full).status == 1) }
        let scratch = try ScratchDirectory()
        let made = try run("administrator", "key", "--out", scratch.file("k"), output: full)
        #expect(made.status == 1 && made.errors.contains("No space left on device"), "\(made)")
    }

    @Test func aWatchEndsWithItsReader() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let watch = try run("domain", "watch", "--enclave", "unix:/nonexistent/x", output: pipe)
        #expect(watch.status != 0)
    }
}
