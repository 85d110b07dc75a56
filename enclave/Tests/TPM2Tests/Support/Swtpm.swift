import Foundation
import TPM2
import Testing

/// A software TPM of another make (Debian's swtpm), with a state directory of its own.
final class Swtpm {
    static let program = "/usr/bin/swtpm"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

    let directory: String
    private let process = Process()

    /// Starts one that was never used.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("tpm-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "socket", "--tpm2", "--tpmstate", "dir=\(directory)", "--server", "type=unixio,path=\(socket)",
            "--flags", "not-need-init,startup-clear",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(atPath: directory)
    }

    private var socket: String { directory + "/s" }

    /// A connection, as soon as it listens; it serves one after the other.
    func connect() throws -> TPMConnection {
        let address = try #require(TPMAddress("tpm:unix:" + socket))
        for _ in 0..<500 {
            if let connection = try? TPMConnection(address) { return connection }
            usleep(10_000)
        }
        return try TPMConnection(address)
    }
}

/// Bytes of the system's generator.
@Sendable func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in generator.next() }
}

extension CounterIndex {
    /// One with a secret of its own.
    static func test(_ seed: UInt64 = 7) -> CounterIndex {
        CounterIndex(handle: handle(for: seed), secret: makeSecret(random: randomBytes))
    }
}
