import Crypto
import EnclaveProtocol
import Synchronization
import TEEPlatform

/// What every platform must keep, whatever stands behind it. Each check is a name and what is wrong, nil when nothing is.
package struct PlatformConformance {
    package typealias Result = (name: String, problem: String?)

    private let platform: any TEEPlatform
    private let place: EvidencePlace?

    package init(_ platform: any TEEPlatform) {
        self.platform = platform
        place = EvidencePlace(of: platform.identity.platform)
    }

    /// Runs every check.
    package func run() -> [Result] {
        [
            ("the identity is complete", identity),
            ("report data comes back inside the evidence", reportDataComesBack),
            ("the evidence is of the code that runs", evidenceIsOfThisCode),
            ("evidence over other data is other evidence", evidenceDiffers),
            ("evidence fits the limits of an answer", evidenceFits),
            ("threads at once each get their own evidence", threadsAtOnce),
            ("a sealing key is 32 bytes, or there is a reason", sealingKeyHasItsLength),
            ("a context has one sealing key", sealingKeyIsStable),
            ("other contexts have other sealing keys", sealingKeysDiffer),
        ].map { ($0.0, problem(of: $0.1)) }
    }

    private func problem(of check: () throws -> String?) -> String? {
        do { return try check() } catch let error as PlatformError { return error.message } catch { return "\(error)" }
    }

    private func identity() throws -> String? {
        guard place != nil else { return "the platform is called \(platform.identity.platform)" }
        guard let measurement = Hex.canonical(platform.identity.measurement), [32, 48].contains(measurement.count)
        else { return "the measurement is \(platform.identity.measurement)" }
        return platform.identity.sealing.isEmpty ? "there is no word for the sealing" : nil
    }

    private func reportDataComesBack() throws -> String? {
        for data in [.zero, Self.randomData(), Self.randomData()] {
            if let problem = try problem(ofEvidenceOver: data) { return problem }
        }
        return nil
    }

    private func problem(ofEvidenceOver data: ReportData) throws -> String? {
        guard let place else { return "the platform is unknown" }
        let evidence = try platform.evidence(reportData: data, mode: .production)
        guard evidence.kind == place.kind else { return "the evidence is of kind \(evidence.kind)" }
        guard let found = place.reportData(in: evidence.bytes) else { return "the evidence is cut short" }
        let expected =
            evidence.manifest.isEmpty ? data.bytes : Array(SHA512.hash(data: data.bytes + evidence.manifest))
        return found == expected ? nil : "it is over \(Hex.encode(found)), not \(Hex.encode(expected))"
    }

    private func evidenceIsOfThisCode() throws -> String? {
        let evidence = try platform.evidence(reportData: .zero, mode: .locked)
        let found = place?.measurement(in: evidence.bytes).map { Hex.encode($0) }
        return found == platform.identity.measurement ? nil : "it is of \(found ?? "nothing")"
    }

    private func evidenceDiffers() throws -> String? {
        let first = try platform.evidence(reportData: Self.randomData(), mode: .production)
        let second = try platform.evidence(reportData: Self.randomData(), mode: .production)
        return first.bytes == second.bytes ? "it is the same" : nil
    }

    private func evidenceFits() throws -> String? {
        let evidence = try platform.evidence(reportData: Self.randomData(), mode: .production)
        let fits =
            evidence.bytes.count <= 64 << 10 && evidence.manifest.count <= 64 << 10 && evidence.certificates.count <= 16
            && evidence.certificates.allSatisfy { $0.count <= 8 << 10 } && evidence.collateral.count <= 128 << 10
        return fits ? nil : "it does not"
    }

    private func threadsAtOnce() throws -> String? {
        let problems = Mutex<[String]>([])
        Crew.run(threads: 8) { _ in
            for _ in 0..<8 {
                let problem = self.problem { try self.problem(ofEvidenceOver: Self.randomData()) }
                if let problem { problems.withLock { $0.append(problem) } }
            }
        }
        return problems.withLock { $0.first }
    }

    private func sealingKeyHasItsLength() throws -> String? {
        switch try platform.sealingKey(context: [1]) {
        case .key(let key): key.count == 32 && key.contains { $0 != key[0] } ? nil : "it is \(key.count) bytes"
        case .unavailable(let reason): reason.isEmpty ? "there is no reason" : nil
        }
    }

    private func sealingKeyIsStable() throws -> String? {
        try key([1, 2, 3]) == key([1, 2, 3]) ? nil : "it has two"
    }

    private func sealingKeysDiffer() throws -> String? {
        let contexts: [[UInt8]] = [[], [0], [0, 0], [1], [UInt8](repeating: 1, count: 1000)]
        let keys = try contexts.compactMap { try key($0) }
        return Set(keys).count == keys.count ? nil : "two contexts share one"
    }

    private func key(_ context: [UInt8]) throws -> [UInt8]? {
        guard case .key(let key) = try platform.sealingKey(context: context) else { return nil }
        return key
    }

    private static func randomData() -> ReportData {
        ReportData((0..<ReportData.length).map { _ in UInt8.random(in: 0...255) }) ?? .zero
    }
}
