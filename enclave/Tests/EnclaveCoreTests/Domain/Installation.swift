import EnclaveProtocol
import Foundation
import KeyOperations
import TEEPlatform
import X509Core

@testable import EnclaveCore
@testable import TEESoftware

/// Machines under one software root; each with a sealing file of its own.
final class Installation {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "casemate-\(UUID().uuidString)")

    /// What a machine of this installation measures unless a test says otherwise.
    static let release: UInt8 = 0x4d

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The real software platform; `measurement` stands for a build of the program.
    func machine(_ measurement: UInt8 = release) throws -> SoftwarePlatform {
        try SoftwarePlatform(
            SoftwareMeasurement(bytes: [UInt8](repeating: measurement, count: 32)),
            sealing: .file(path: directory.appending(path: UUID().uuidString).path), mayCreate: true, memory: .locked,
            softwareRoot: root.path)
    }

    private var root: URL { directory.appending(path: "root") }

    /// Of the root's certificate, hex.
    func fingerprint() throws -> String { try machine().softwareRoot ?? "" }

    /// A machine that says of itself what a test wants, under this installation's root.
    func forger() throws -> ForgingPlatform {
        _ = try machine()
        return ForgingPlatform(root: try SoftwareRootDirectory(root.path).open(at: 0).root)
    }
}

/// A platform whose quotes are genuine by every signature and say what a test wants.
struct ForgingPlatform: TEEPlatform {
    let identity = PlatformIdentity(platform: "software", measurement: "forged", sealing: "memory")
    let root: SoftwareRoot
    var flags: EnclaveReport.Flags = [.initialized, .mode64]
    /// Seconds that the collateral is older than now.
    var age: Int64 = 0

    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey { .key([UInt8](repeating: 9, count: 32)) }

    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        let report = EnclaveReport(
            flags: flags, measurement: [UInt8](repeating: Installation.release, count: 32),
            signer: root.certificates.signer, productID: 1, svn: 1, reportData: reportData.bytes)
        var evidence = Evidence(
            .quote, try QuotingEnclave(root.certificates, pck: root.pckKey).quote(report))
        evidence.collateral = try CollateralIssuer(root: root).collateral(at: SoftwareEvidence.hostClock() - age)
        evidence.root = root.certificates.root.der
        return evidence
    }
}

extension EnclaveReport.Flags {
    /// ATTRIBUTES.DEBUG.
    static let debug = EnclaveReport.Flags(rawValue: 2)
}
