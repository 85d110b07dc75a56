import EnclaveClient
import EnclaveProtocol
import Foundation
import Synchronization

@testable import CertificateIssuer

/// The built software enclave, in development mode, with a state of its own.
final class EnclaveUnderTest: Sendable {
    /// The program, if there is one.
    static let binary: String? = {
        if let path = ProcessInfo.processInfo.environment["CASEMATE_ENCLAVE_BINARY"] { return path }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return [".build/debug", ".build/release", "enclave/.build/debug", "enclave/.build/release"]
            .map { root.appending(path: "\($0)/casemate-enclave-software").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    let address: EnclaveAddress
    private let folder: String
    private let running = Mutex<Process?>(nil)

    init() async throws {
        folder = "/tmp/casemate-issuer-\(UInt32.random(in: 0 ... .max))"
        address = try EnclaveAddress("unix:\(folder)/s")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try await start()
    }

    deinit {
        if let process = running.withLock({ $0 }) {
            process.terminate()
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends it as a crash does.
    func kill() {
        guard let process = running.withLock({ $0 }) else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Starts it; with another `state` it is another enclave.
    func start(state: String = "state") async throws {
        try? FileManager.default.createDirectory(
            atPath: "\(folder)/\(state)", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let process = Process()
        process.executableURL = URL(filePath: Self.binary ?? "")
        process.arguments = [
            "--state", "\(folder)/\(state)", "--listen", "unix:\(folder)/s", "--sealing",
            "file:\(folder)/\(state).key", "--development", "--memory", "locked", "--software-root", "\(folder)/root",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        running.withLock { $0 = process }
        let link = ReconnectingClient(to: address)
        defer { link.close() }
        for _ in 0..<400 {
            if (try? await link.call(StatusRequest())) != nil { return }
            try await Task.sleep(for: .milliseconds(25))
        }
    }
}
