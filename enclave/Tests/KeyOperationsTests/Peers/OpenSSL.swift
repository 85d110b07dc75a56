import Foundation

/// The `openssl` program, a peer that shares no code with this module.
struct OpenSSL {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "casemate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Runs `body` with an empty directory that is removed after it.
    static func inDirectory<Value>(_ body: (OpenSSL) throws -> Value) throws -> Value {
        let openssl = try OpenSSL()
        defer { try? FileManager.default.removeItem(at: openssl.directory) }
        return try body(openssl)
    }

    /// The exit status of a command whose arguments are separated by spaces.
    @discardableResult
    func run(_ command: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: directory.appending(path: name)) }
    func read(_ name: String) throws -> [UInt8] { try VectorLibrary.bytes(directory.appending(path: name)) }
}
