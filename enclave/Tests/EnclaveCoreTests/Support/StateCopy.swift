import EnclaveProtocol
import Foundation
import Journal
import KeyOperations

@testable import EnclaveCore

/// A directory with a state's files, put back in place after each start, which changes some.
final class StateCopy {
    /// In memory where there is such a directory: thousands of starts wait for thousands of fsyncs otherwise.
    private static let root =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

    let directory = root.appending(path: "casemate-\(UUID().uuidString)")
    private let files: [String: [UInt8]]

    init(of files: [String: [UInt8]]) throws {
        self.files = files
        let archive = directory.appending(path: "audit")
        try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: true)
        for (name, bytes) in files { try write(bytes, to: name) }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: directory.appending(path: name)) }

    /// Puts back what a start changed and removes what it added.
    func restore(_ names: some Sequence<String>) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path)
        where name != "audit" && files[name] == nil {
            try FileManager.default.removeItem(at: directory.appending(path: name))
        }
        for name in names { try write(files[name] ?? [], to: name) }
    }

    /// Opens the state as a start does.
    func open() throws -> EnclaveHost {
        let clock = TestClock()
        var configuration = EnclaveConfiguration(directory: directory.path)
        configuration.wallClock = { clock.wall }
        configuration.monotonicClock = { clock.monotonic }
        configuration.administrators = [try LiveKey.generate(.ed25519).publicKeySPKI ?? []]
        return try EnclaveHost(patiently: configuration, on: MemoryPlatform())
    }

    /// Opens the state and reads its whole audit; the refusal's words, or nil when all is well.
    func refusal() throws -> String? {
        do {
            let host = try open()
            defer { host.shutdown() }
            guard case .open(let enclave) = host.current else { return host.summary.reason }
            var next: UInt64? = 1
            while let from = next { next = try enclave.journal.exportAudit(from: from, limit: 1000).next }
            return nil
        } catch let refusal as Refusal { return refusal.message } catch let error as JournalError {
            return error.message
        }
    }
}
