import EnclaveProtocol
import Foundation
import PlatformConformance
import TEEHardware
import TEEPlatform
import TEESoftware

/// Runs what every platform must keep on the machine it is started on, for `tests/system/platform.sh`:
///
///     platform-conformance check | identity | evidence HEX | sealing-key HEX   [--sealing code|signer|none] [--software DIR]
///
/// The platform is the hardware that is found or, with `--software`, the software platform with its files in DIR. Exit
/// status 1, with the reason on stderr, where there is none or a check fails.
struct ConformanceProgram {
    private var arguments: [String]
    private let software: String?
    private let sealing: HardwareSealing

    init(_ arguments: [String]) {
        self.arguments = arguments
        func value(of name: String, in arguments: inout [String]) -> String? {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
            defer { arguments.removeSubrange(index...index + 1) }
            return arguments[index + 1]
        }
        software = value(of: "--software", in: &self.arguments)
        sealing = value(of: "--sealing", in: &self.arguments).flatMap { HardwareSealing(rawValue: $0) } ?? .code
    }

    /// The exit status.
    func run() -> Int32 {
        do throws(PlatformError) {
            return try run(on: try platform())
        } catch {
            return complain("\(error.message)\n\(error.remedy)")
        }
    }

    private func platform() throws(PlatformError) -> any TEEPlatform {
        guard let software else { return try Hardware.detect(sealing: sealing) }
        return try SoftwarePlatform(
            .ofRunningExecutable(), sealing: .file(path: software + "/sealing.key"), mayCreate: true, memory: .ordinary,
            softwareRoot: software + "/root")
    }

    private func run(on platform: any TEEPlatform) throws(PlatformError) -> Int32 {
        switch arguments.first {
        case "check": return check(platform)
        case "identity":
            print(platform.identity.platform, platform.identity.measurement, platform.identity.sealing)
        case "evidence":
            guard let data = ReportData(operand) else { return complain("evidence wants 64 bytes") }
            let evidence = try platform.evidence(reportData: data, mode: .production)
            print(Hex.encode(evidence.bytes), evidence.certificates.count, evidence.manifest.count)
        case "sealing-key":
            switch try platform.sealingKey(context: operand) {
            case .key(let key): print(Hex.encode(key))
            case .unavailable(let reason): print("unavailable: \(reason)")
            }
        default: return complain("see the head of ConformanceProgram.swift")
        }
        return 0
    }

    private var operand: [UInt8] { arguments.count == 2 ? Hex.decode(arguments[1]) ?? [] : [] }

    private func check(_ platform: any TEEPlatform) -> Int32 {
        let results = PlatformConformance(platform).run()
        for (name, problem) in results { print(problem.map { "FAILED  \(name): \($0)" } ?? "ok      \(name)") }
        let failed = results.count { $0.problem != nil }
        print("\(results.count - failed) passed, \(failed) failed, 0 skipped")
        return failed == 0 ? 0 : 1
    }

    private func complain(_ message: String) -> Int32 {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        return 1
    }
}
