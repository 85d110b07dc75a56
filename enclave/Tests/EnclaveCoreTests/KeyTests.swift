import EnclaveProtocol
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

@Suite("Keys")
struct KeyTests {
    private func template(
        _ name: String, _ algorithm: KeyAlgorithm = .p256, _ purpose: KeyPurpose = .sign, audit: KeyAudit = .counted
    ) -> KeyTemplate {
        KeyTemplate(
            name: name, algorithm: algorithm, purpose: purpose, export: .never, replication: .domain, audit: audit)
    }

    @Test(arguments: [
        (KeyAlgorithm.p256, SignatureScheme.ecdsa, HashAlgorithm.sha256), (.p384, .ecdsa, .sha384),
        (.p521, .ecdsa, .sha512), (.ed25519, .eddsa, .sha512), (.rsa2048, .pss, .sha256), (.rsa3072, .pkcs1, .sha384),
    ])
    func signsByNameAndIdAlsoAfterARestart(
        algorithm: KeyAlgorithm, scheme: SignatureScheme, hash: HashAlgorithm
    ) throws {
        let enclave = try TestEnclave(development: true)
        let info = try enclave.call(KeyGenerate(key: template("k", algorithm)))
        let message = Array("message".utf8)
        for selector in [KeySelector.name("k"), .id(info.id)] {
            for _ in 0..<2 {
                let signature = try enclave.call(
                    KeySign(key: selector, scheme: scheme, hash: hash, isDigest: false, input: message)
                ).bytes
                let expected = try SignatureAlgorithm(scheme: scheme, hash: scheme == .eddsa ? nil : hash)
                #expect(try PublicKey(spki: info.publicKey).isValid(signature, message: message, using: expected))
                try enclave.restart()
            }
        }
    }

    @Test func keepsNamesUnique() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: template("twice")))
        #expect(throws: Refusal.self) { try enclave.call(KeyGenerate(key: template("twice"))) }
    }

    @Test func wrapsUnderEveryVersion() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: template("kek", .aes256, .wrap)))
        let context = Array("context".utf8)
        let first = try enclave.call(EncryptRequest(key: .name("kek"), context: context, plaintext: [1, 2, 3]))
        _ = try enclave.call(KeyRotate(key: .name("kek")))
        let second = try enclave.call(EncryptRequest(key: .name("kek"), context: context, plaintext: [4]))
        #expect((first.version, second.version) == (1, 2))
        try enclave.restart()
        #expect(
            try enclave.call(DecryptRequest(key: .name("kek"), context: context, ciphertext: first.ciphertext)).bytes
                == [1, 2, 3])
        #expect(throws: Refusal.self) {
            try enclave.call(DecryptRequest(key: .name("kek"), context: [], ciphertext: second.ciphertext))
        }
    }

    @Test func refusesWhatThePurposeDoesNotAllow() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: template("kek", .aes256, .wrap)))
        _ = try enclave.call(KeyGenerate(key: template("web", .p256, .tls)))
        let digest = [UInt8](repeating: 1, count: 32)
        for (name, isDigest) in [("kek", true), ("web", true), ("web", false)] {
            let error = #expect(throws: Refusal.self) {
                try enclave.call(
                    KeySign(key: .name(name), scheme: .ecdsa, hash: .sha256, isDigest: isDigest, input: digest))
            }
            #expect(error?.code == .purposeMismatch, "\(name) \(isDigest): \(String(describing: error))")
        }
    }

    @Test func destroyedKeysStayDestroyed() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: template("gone")))
        #expect(throws: Refusal.self) { try enclave.call(KeyDestroy(key: .name("gone"))) }
        _ = try enclave.call(KeyDestroy(key: .name("gone")), signedBy: enclave.administrator)
        try enclave.restart()
        let error = #expect(throws: Refusal.self) {
            try enclave.call(
                KeySign(key: .name("gone"), scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1]))
        }
        #expect(error?.code == .keyNotActive)
        #expect(try enclave.call(KeyShow(key: .name("gone"))).state == .destroyed)
    }

    @Test func countsUsesAndWritesEachWhenAsked() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: template("counted")))
        _ = try enclave.call(KeyGenerate(key: template("each", audit: .each)))
        for _ in 0..<3 {
            for name in ["counted", "each"] {
                _ = try enclave.call(
                    KeySign(key: .name(name), scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1]))
            }
        }
        let uses = try enclave.audit().filter { $0.contains("\"key-sign\"") }
        #expect(uses.count { $0.contains("\"count\":3") } == 1)
        #expect(uses.count { $0.contains("\"each\"") } == 3)
    }

    @Test func countsManyKeysInBoundedMemory() throws {
        let enclave = try TestEnclave(development: true)
        for number in 0..<300 {
            _ = try enclave.call(KeyGenerate(key: template("key-\(number)")))
            _ = try enclave.call(
                KeySign(key: .name("key-\(number)"), scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1]))
        }
        // No second has passed for the test's clock: what is in the audit by now was written because the table was full.
        guard case .open(let core) = enclave.host.current else { return }
        let counted = core.uses.take()
        #expect(counted.events.count <= 128)
        core.uses.restore(counted)
        #expect(try enclave.audit().count { $0.contains("\"key-sign\"") } == 300)
    }

    @Test func listsInPages() throws {
        let enclave = try TestEnclave(development: true)
        for index in 0..<25 { _ = try enclave.call(KeyGenerate(key: template("k\(index)"))) }
        var names: Set<String> = []
        var query = PageQuery(limit: 10)
        var pages = 0
        while true {
            let page = try enclave.call(KeyList(page: query))
            names.formUnion(page.items.map(\.name))
            pages += 1
            guard let next = page.next else { break }
            query.after = next
        }
        #expect(names.count == 25)
        #expect(pages >= 3)
    }
}
