import Foundation
import TEEPlatform
import Testing

@testable import TEEHardware

/// What happens where no hardware is: the machines these tests run on.
@Suite(.enabled(if: !isHardware, "this machine has a TEE")) struct DetectionTests {
    @Test func withoutHardwareTheReasonNamesWhatWasLookedFor() {
        for sealing in HardwareSealing.allCases {
            let error = #expect(throws: PlatformError.self) { try Hardware.detect(sealing: sealing) }
            for path in ["/dev/attestation/attestation_type", "/sys/kernel/config/tsm/report", "/dev/sev-guest"] {
                #expect(error?.message.contains(path) == true)
            }
            #expect(error?.remedy.contains("casemate-enclave-software") == true)
        }
        #expect(!Hardware.isGramine)
    }

    /// Nothing a host sets moves a path.
    @Test func noEnvironmentMovesAPath() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/TEEHardware").standardized
        for file in try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in ["getenv", "environ[", "ProcessInfo", "CommandLine", "#if"] {
                #expect(!text.contains(word), "\(file.lastPathComponent) contains \(word)")
            }
        }
    }
}

private let isHardware = ["/dev/attestation", "/sys/kernel/config/tsm", "/dev/sev-guest"].contains {
    FileManager.default.fileExists(atPath: $0)
}
