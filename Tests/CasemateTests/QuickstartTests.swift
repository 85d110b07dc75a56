import Foundation
import Testing

@testable import CasemateCommands

/// The built software enclave, if there is one.
enum EnclaveUnderTest {
    static let binary: String? = {
        if let path = ProcessInfo.processInfo.environment["CASEMATE_ENCLAVE_BINARY"] { return path }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [".build/debug", ".build/release", "enclave/.build/debug", "enclave/.build/release"]
        return places.map { root.appending(path: "\($0)/casemate-enclave-software").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}

/// `quickstart` and `start` with the real software enclave, where it has been built.
@Suite("Quickstart", .enabled(if: EnclaveUnderTest.binary != nil), .timeLimit(.minutes(2)), .serialized)
struct QuickstartTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func quickstart(_ directory: String) throws -> CommandProcess {
        try CommandProcess.run(
            ["quickstart", "--directory", directory, "--json"],
            environment: ["CASEMATE_ENCLAVE_BINARY": EnclaveUnderTest.binary ?? ""])
    }

    private func openSSL(_ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func leavesACertificateThatOpenSSLVerifiesAndRunsAgain() throws {
        let directory = scratch.path + "/q"
        var fingerprints: [String] = []
        for _ in 0..<2 {
            let run = try quickstart(directory)
            try #require(run.status == 0, "\(run)")
            fingerprints.append(try #require(try run.json["ca"]?["fingerprint"]?.string))
            #expect(
                try openSSL("verify", "-x509_strict", "-CAfile", "\(directory)/ca.crt", "\(directory)/leaf.crt") == 0)
        }
        #expect(fingerprints[0] == fingerprints[1])
        for name in ["ca.crt", "leaf.crt"] {
            let pem = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
            #expect(pem.components(separatedBy: "BEGIN CERTIFICATE").count == 2, "\(name)")
        }
        for name in ["leaf.csr", "chain.pem", "audit.jsonl", "state", "sealing.key", "administrator.key"] {
            #expect(FileManager.default.fileExists(atPath: "\(directory)/\(name)"), "\(name)")
        }
        let audit = try CommandProcess.run(["audit", "verify", "\(directory)/audit.jsonl", "--json"])
        #expect(audit.status == 0)
        #expect(try audit.json["ok"] == true)
    }

    @Test func aPathTooLongForASocketWorks() throws {
        let directory = scratch.path + "/" + String(repeating: "x", count: 120)
        #expect(try quickstart(directory).status == 0)
    }

    @Test func startPrintsTheAddressFirstAndEndsWithItsSignal() throws {
        let directory = scratch.path + "/s"
        try #require(try quickstart(directory).status == 0)
        let process = Process()
        process.executableURL = CommandProcess.binary
        process.arguments = ["start", "--directory", directory]
        process.environment = ["PATH": "/usr/bin:/bin", "CASEMATE_ENCLAVE_BINARY": EnclaveUnderTest.binary ?? ""]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(line.hasPrefix("export CASEMATE_ENCLAVE=unix:"))
        let address = String(line.dropFirst("export CASEMATE_ENCLAVE=".count).prefix { $0 != "\n" })
        let issued = try CommandProcess.run(
            ["ca", "issue", "quickstart", "--csr", "\(directory)/leaf.csr", "--enclave", address, "--json"])
        #expect(issued.status == 0, "\(issued)")
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try CommandProcess.run(["status", "--enclave", address]).status == 1)
    }

    @Test func aBinaryThatIsNotThereIsNamed() throws {
        let run = try CommandProcess.run(
            ["quickstart", "--directory", scratch.path + "/n", "--json"],
            environment: ["CASEMATE_ENCLAVE_BINARY": "/nonexistent/enclave"])
        #expect(run.status == 1)
        #expect(try run.json["error"]?["code"]?.string == "enclave-binary-missing")
    }
}
