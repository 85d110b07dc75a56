import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Testing
import X509Core

@testable import EnclaveCore

/// Every format version that was ever released has a committed state; this version opens and uses each.
///
/// `swift test -Xswiftc -DCASEMATE_WRITE_STATE_FIXTURE --filter writesTheFixture` writes the newest version's anew: only
/// with a new version number, for the old directory is what proves that old states still open.
@Suite("State format", .serialized)
struct StateFormatTests {
    #if CASEMATE_WRITE_STATE_FIXTURE
    @Test func writesTheFixture() throws { try StateFixture.write() }
    #endif

    private func opened() throws -> (TestEnclave, StateFixture.Facts) {
        let facts = try StateFixture.facts()
        let administrator = try LiveKey(pkcs8: facts.administrator)
        return (try TestEnclave(administrator: administrator, fixture: StateFixture.state), facts)
    }

    @Test func holdsEveryKindOfFile() throws {
        let names = try StateFixture.files().keys
        #expect(names.contains("header") && names.contains("fence"))
        #expect(names.count { $0.hasPrefix("journal-") } == 2)
        #expect(names.count { $0.hasPrefix("snapshot-") } == 1)
        #expect(names.contains { $0.hasPrefix("audit/") })
    }

    @Test func everyKeySigns() throws {
        let (enclave, facts) = try opened()
        #expect(enclave.host.summary.state == .open)
        #expect(try enclave.core.journal.recordNumber == facts.recordNumber)
        for algorithm in KeyAlgorithm.allCases where algorithm != .aes256 {
            let publicKey = try #require(facts.publicKeys[algorithm.name])
            #expect(enclave.canSign(algorithm.name, algorithm, publicKey: publicKey), "\(algorithm)")
        }
        #expect(try enclave.call(KeyShow(key: .name("gone"))).state == .destroyed)
    }

    @Test func earlierCiphertextsDecrypt() throws {
        let (enclave, facts) = try opened()
        let decrypt = DecryptRequest(key: .name("kek"), context: facts.context, ciphertext: facts.ciphertext)
        #expect(try enclave.call(decrypt).bytes == facts.plaintext)
        #expect(try enclave.call(KeyShow(key: .name("kek"))).versions.map(\.number) == [1, 2])
    }

    @Test func theAuthorityIssuesAndKnowsWhatItRevoked() throws {
        let (enclave, facts) = try opened()
        #expect(try enclave.call(CAShow(name: "root")).chain.map(\.bytes) == [facts.rootCertificate])
        for profile in ["", "fixture"] {
            let issued = try enclave.issue(by: "root", dns: "after.example.com", profile: profile)
            _ = try CertificateChain.validate(
                try Certificate(issued.chain[0].bytes), intermediates: [],
                roots: [try Certificate(facts.rootCertificate)],
                requirements: .init(time: enclave.clock.wall / 1000))
        }
        let list = try CertificateRevocationList(enclave.call(CARevocationList(name: "root", lifetime: 0)).bytes)
        #expect(list.entries.map(\.serial) == [facts.revokedSerial])
    }

    @Test func policyTemplateAndAdministratorsAreInForce() throws {
        let (enclave, _) = try opened()
        #expect(try enclave.call(KeyShow(key: .name("p256")), as: "reader").name == "p256")
        #expect(enclave.refusal(of: KeyShow(key: .name("rsa2048")), as: "reader") == .notAllowed)
        #expect(enclave.refusal(of: KeyGenerate(key: .simple("web-1", .p256, .tls)), as: "reader") == nil)
        #expect(enclave.refusal(of: KeyGenerate(key: .simple("other", .p256, .tls)), as: "reader") != nil)
        let destroy = KeyDestroy(key: .name("p384"))
        #expect(enclave.refusal(of: destroy) == .authorizationRequired)
        #expect(enclave.refusal(of: destroy, signedByAll: [enclave.administrator]) == nil)
        #expect(enclave.refusal(of: BackupCreate(), signedByAll: [enclave.administrator]) == nil)
    }

    @Test func theWholeAuditVerifies() throws {
        let (enclave, facts) = try opened()
        var verifier = AuditVerifier()
        for line in try enclave.export() { verifier.consume(line + [UInt8(ascii: "\n")]) }
        let report = verifier.finish()
        #expect(report.ok, "\(String(describing: report.firstBad))")
        #expect(report.first == 1 && report.entries >= facts.recordNumber)
        #expect(report.checkpoints > 0 && report.development)
    }

    /// Bytes 8 to 11 of every binary file are its version.
    @Test(arguments: ["header", "fence", "snapshot-", "journal-"])
    func aNewerFileIsRefusedByName(prefix: String) throws {
        for (name, bytes) in try StateFixture.files() where name.hasPrefix(prefix) {
            let copy = try StateCopy(of: StateFixture.files())
            var newer = bytes
            newer[11] += 1
            try copy.write(newer, to: name)
            let refused = #expect(throws: Refusal.self) { try copy.open() }
            #expect(refused?.code == .corruptState)
            #expect(refused?.message.contains("\(name) has format version 2") == true, "\(String(describing: refused))")
        }
    }

    /// The snapshot says what an archive's first line is, so any other is refused as altered.
    @Test func aNewerArchiveIsRefusedByName() throws {
        for (name, bytes) in try StateFixture.files() where name.hasPrefix("audit/") {
            let copy = try StateCopy(of: StateFixture.files())
            let text = String(decoding: bytes, as: UTF8.self)
            let newer = text.replacing("\"version\":1", with: "\"version\":2", maxReplacements: 1)
            try copy.write(Array(newer.utf8), to: name)
            let refused = try copy.refusal()
            #expect(refused?.contains(name) == true, "\(refused ?? "not noticed")")
        }
    }

    /// A record is sealed, so only an enclave writes a newer one.
    @Test func aNewerRecordIsRefusedByKind() throws {
        let (enclave, _) = try opened()
        let slot = RecordKind.policy.slot("future")
        let entry = AuditEntry(time: enclave.clock.wall, operation: "policy-put")
        _ = try enclave.core.journal.append(entry, [Mutation(slot, [CallerPolicy.future])])
        let refused = #expect(throws: Refusal.self) { try enclave.restart() }
        #expect(refused?.code == .corruptState)
        #expect(refused?.message.contains("CallerPolicy") == true)
    }
}

extension CallerPolicy {
    /// A format byte no version has.
    fileprivate static var future: UInt8 { 255 }
}
