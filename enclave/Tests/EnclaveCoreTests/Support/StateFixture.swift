import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import X509Core

@testable import EnclaveCore

/// A state directory that an earlier version wrote, kept in the repository so that a change of format cannot go
/// unnoticed: `Fixtures/state-format-N`, the state itself in `state`, what it holds in `facts.json`.
///
/// Its sealing key is `MemoryPlatform`'s, so these keys are nobody's secret.
struct StateFixture {
    /// What a test must know to use the state.
    struct Facts: Codable {
        /// PKCS#8, DER.
        var administrator: [UInt8]
        /// SubjectPublicKeyInfo by key name; empty for AES.
        var publicKeys: [String: [UInt8]]
        var context: [UInt8]
        var plaintext: [UInt8]
        /// By version 1 of the key `kek`, which has two.
        var ciphertext: [UInt8]
        /// DER.
        var rootCertificate: [UInt8]
        var revokedSerial: [UInt8]
        var recordNumber: UInt64
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/state-format-1")
    static let state = folder.appending(path: "state")
    private static let factsFile = folder.appending(path: "facts.json")

    static func facts() throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Data(contentsOf: factsFile))
    }

    /// Every file of the state by its path.
    static func files() throws -> [String: [UInt8]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: state.path)
        return Dictionary(
            uniqueKeysWithValues: try names.compactMap { name in
                let url = state.appending(path: name)
                let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
                return isFolder ? nil : (name, [UInt8](try Data(contentsOf: url)))
            })
    }

    /// Writes the fixture anew, with this version's format.
    static func write() throws {
        let enclave = try TestEnclave(development: true)
        var facts = Facts(
            administrator: enclave.administrator.pkcs8 ?? [], publicKeys: [:], context: Array("context".utf8),
            plaintext: Array("plaintext".utf8), ciphertext: [], rootCertificate: [], revokedSerial: [], recordNumber: 0)
        try fill(enclave, &facts)
        try enclave.core.journal.compact()
        try changeAfterTheSnapshot(enclave, facts)
        try enclave.restart()
        try changeInAnotherSegment(enclave)
        enclave.host.shutdown()
        facts.recordNumber = try enclave.core.journal.recordNumber
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: enclave.directory, toPath: state.path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try (encoder.encode(facts) + Data("\n".utf8)).write(to: factsFile)
    }

    private static func fill(_ enclave: TestEnclave, _ facts: inout Facts) throws {
        for algorithm in KeyAlgorithm.allCases where algorithm != .aes256 {
            let info = try enclave.call(KeyGenerate(key: .simple(algorithm.name, algorithm, .sign)))
            facts.publicKeys[info.name] = info.publicKey
        }
        _ = try enclave.call(KeyGenerate(key: .simple("kek", .aes256, .wrap)))
        facts.ciphertext = try enclave.call(
            EncryptRequest(key: .name("kek"), context: facts.context, plaintext: facts.plaintext)
        ).ciphertext
        let root = try enclave.call(
            CACreate(
                name: "root", subject: "CN=root,O=Casemate", algorithm: .p256, lifetime: 3650 * 86_400, pathLength: 1,
                parent: nil, isExternal: false, profiles: ["as-requested", "fixture"]),
            profile: "fixture")
        facts.rootCertificate = root.chain[0].bytes
        let issued = try enclave.issue(by: "root", dns: "before.example.com")
        facts.revokedSerial = issued.serial
        _ = try enclave.call(CARevoke(name: "root", serial: issued.serial, reason: 1))
    }

    private static func changeAfterTheSnapshot(_ enclave: TestEnclave, _ facts: Facts) throws {
        _ = try enclave.call(KeyRotate(key: .name("kek")))
        let policy = CallerPolicy(
            identity: "reader", tenant: "default", operations: ["key-show"], keys: ["p*"], rate: 9)
        _ = try enclave.call(PolicyPut(policy: policy), signedBy: enclave.administrator)
        let template = CreationTemplate(
            name: "web", identity: "reader", pattern: "web-*", purposes: [.tls], algorithms: [.p256], profiles: [],
            maximumLifetime: 0)
        _ = try enclave.call(TemplatePut(template: template), signedBy: enclave.administrator)
    }

    private static func changeInAnotherSegment(_ enclave: TestEnclave) throws {
        _ = try enclave.call(KeyGenerate(key: .simple("gone", .p256, .sign)))
        _ = try enclave.call(KeyDestroy(key: .name("gone")), signedBy: enclave.administrator)
        let holder = try LiveKey.generate(.p256)
        _ = try enclave.call(
            RecoveryCreate(
                threshold: 1, holders: [RecoveryHolder(name: "holder", publicKey: holder.publicKeySPKI ?? [])]),
            signedBy: enclave.administrator)
    }
}

extension TestEnclave {
    /// Creates an authority after a profile of that name, a copy of the built-in `server`.
    fileprivate func call(_ request: CACreate, profile name: String) throws -> CAInfo {
        var profile = CertificateProfile.server
        profile.name = name
        _ = try call(ProfilePut(profile: profile.encoded), signedBy: administrator)
        return try call(request)
    }
}
