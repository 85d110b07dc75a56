import Foundation
import X509Core

/// The command line of OpenSSL, another reader of the same certificates and signatures.
struct OpenSSL: ~Copyable {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "casemate-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file that lives as long as this value; its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Whether it ended well, and what it printed on either stream.
    func run(_ arguments: [String]) throws -> (isSuccess: Bool, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus == 0, String(decoding: output, as: UTF8.self))
    }

    /// Whether a chain verifies at a time: leaf first, root last.
    func verifies(_ chain: [Certificate], at time: Int64, revocationList: [UInt8]? = nil) throws -> Bool {
        guard let leaf = chain.first, let root = chain.last else { return false }
        var arguments = [
            "verify", "-attime", "\(time)", "-check_ss_sig", "-CAfile", try file("root.pem", root.pem),
        ]
        let middle = chain.dropFirst().dropLast().flatMap(\.pem)
        // OpenSSL takes an empty file for an error.
        if !middle.isEmpty { arguments += ["-untrusted", try file("middle.pem", middle)] }
        if let revocationList {
            arguments += ["-crl_check_all", "-CRLfile"]
            arguments.append(try file("list.pem", PEM.encode(revocationList, label: "X509 CRL")))
        }
        return try run(arguments + [file("leaf.pem", leaf.pem)]).isSuccess
    }
}
