import Foundation

/// The `openssl` program in a directory of its own: a peer that shares no code with the enclave.
final class OpenSSL {
    let directory = FileManager.default.temporaryDirectory.appending(path: "casemate-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// A command ended with another status than 0; what it wrote.
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// What a command writes; its words are separated by spaces.
    @discardableResult
    func run(_ command: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = directory
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "openssl \(command): \(text)") }
        return text
    }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: directory.appending(path: name)) }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appending(path: name))) }
}
