import Foundation
import PlatformConformance
import TEEPlatform
import TEESoftware
import Testing

/// The suite of every platform on the one that needs no machine; `tests/system/platform.sh` runs it on the others.
@Suite struct ConformanceTests {
    @Test func software() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let platform = try SoftwarePlatform(
            .ofRunningExecutable(), sealing: .file(path: directory.path + "/sealing.key"), mayCreate: true,
            memory: .ordinary, softwareRoot: directory.path + "/root")
        for (name, problem) in PlatformConformance(platform).run() {
            #expect(problem == nil, "\(name): \(problem ?? "")")
        }
    }

    @Test func aPlatformThatBreaksEveryPromiseFailsEveryCheck() {
        let failed = PlatformConformance(BrokenPlatform()).run().filter { $0.problem != nil }
        #expect(failed.count == PlatformConformance(BrokenPlatform()).run().count)
    }
}

/// Calls itself SGX and answers everything alike, but for a key that is never the same.
private struct BrokenPlatform: TEEPlatform {
    let identity = PlatformIdentity(platform: "sgx", measurement: "00", sealing: "")

    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey {
        switch context {
        case [1]: .key([1])
        case [1, 2, 3]: .key((0..<32).map { _ in UInt8.random(in: 0...255) })
        default: .key([UInt8](repeating: 0, count: 32))
        }
    }

    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        Evidence(.quote, [UInt8](repeating: 1, count: 65 << 10))
    }
}
