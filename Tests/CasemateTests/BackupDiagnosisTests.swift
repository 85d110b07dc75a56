import EnclaveProtocol
import Testing

@testable import CasemateCommands

@Suite struct BackupDiagnosisTests {
    private func status(_ facts: (String, String)...) -> StatusAnswer {
        StatusAnswer(facts: [StatusFact("state", "open")] + facts.map { StatusFact($0.0, $0.1) })
    }

    private func key(created: Int64, origin: KeyOrigin = .generated) -> KeyInfo {
        KeyInfo(
            id: Identifier(high: 0, low: 1), tenant: "default", name: "kek", algorithm: .aes256, purpose: .wrap,
            origin: origin, export: .never, replication: .domain, audit: .counted, state: .active, publicKey: [],
            versions: [KeyVersionInfo(number: 1, created: created)], provenance: "test")
    }

    @Test func namesWhatIsMissing() {
        #expect(BackupDiagnosis.all(status(), [])[0].level == .warning)
        #expect(BackupDiagnosis.all(status(("recoveryCreated", "5")), [])[0].level == .warning)
        let whole = status(("recoveryCreated", "5"), ("backupCreated", "10"))
        #expect(BackupDiagnosis.all(whole, [])[0].level == .ok)
        #expect(BackupDiagnosis.all(whole, [key(created: 10)])[0].level == .ok)
        #expect(BackupDiagnosis.all(whole, [key(created: 11)])[0].level == .warning)
        #expect(BackupDiagnosis.all(status(("development", "true")), []).isEmpty)
    }

    @Test func saysWhatThePluginWillNotStartWith() {
        let whole = status(("recoveryCreated", "5"), ("backupCreated", "10"))
        #expect(BackupDiagnosis.all(whole, [key(created: 11)])[0].message.hasSuffix("does not start with kek."))
        #expect(!BackupDiagnosis.all(whole, [key(created: 11, origin: .importedSealed)])[0].message.contains("kek"))
        let newerShares = status(("recoveryCreated", "20"), ("backupCreated", "10"))
        #expect(!BackupDiagnosis.all(newerShares, [key(created: 11)])[0].message.contains("kek"))
    }

    @Test func saysThatAKeyMadeHereServesOneNode() {
        let whole = status(("recoveryCreated", "5"), ("backupCreated", "10"))
        #expect(BackupDiagnosis.all(whole, [key(created: 1)]).map(\.id) == ["backup", "wrap-keys"])
        #expect(BackupDiagnosis.all(whole, [key(created: 1, origin: .importedSealed)]).map(\.id) == ["backup"])
    }
}
