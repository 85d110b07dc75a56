import Foundation

/// Other people's programs that the tests compare with.
enum Peer {
    struct Outcome {
        let status: Int32
        let output: String
    }

    /// Runs a program found on PATH or by absolute path; standard error is part of the output.
    static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.hasPrefix("/") ? program : "/usr/bin/env")
        process.arguments = program.hasPrefix("/") ? arguments : [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }

    static func openssl(_ arguments: String...) throws -> Outcome { try run("openssl", arguments) }

    /// Python of the environment that `make peers` fills: CASEMATE_PEERS_VENV, else `.peers/venv` in a folder above.
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["CASEMATE_PEERS_VENV"] { return named + "/bin/python" }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent(".peers/venv/bin/python").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return nil
    }()

    /// A folder for one test, removed after it.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-x509-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

extension URL {
    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: self) }
    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: self)) }
}
