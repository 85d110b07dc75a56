import EnclaveProtocol
import Testing

/// Numbers and names that peers, journals and audits of other versions hold: none may ever change.
@Suite("Vocabulary")
struct VocabularyTests {
    @Test func operationNumbersAreFixed() {
        let published: [String: UInt16] = [
            "status": 1, "challenge": 2, "import-key": 3, "evidence": 4, "enclave-attest": 5,
            "key-generate": 16, "key-list": 17, "key-show": 18, "key-sign": 19, "key-sign-batch": 20,
            "key-certificate-request": 21, "key-import-sealed": 22, "key-import-clear": 23, "key-receive": 24,
            "key-rotate": 25, "key-retire": 26, "key-destroy": 27, "encrypt": 28, "decrypt": 29, "random": 30,
            "key-attest": 31, "key-quote": 32,
            "ca-create": 48, "ca-list": 49, "ca-show": 50, "ca-request": 51, "ca-install": 52, "ca-issue": 53,
            "ca-revoke": 54, "ca-revocation-list": 55, "ca-rotate": 56, "ca-import": 57, "ca-receive": 58,
            "ca-issue-attested": 59,
            "audit-read": 64, "audit-note": 65,
            "policy-put": 80, "policy-list": 81, "template-put": 82, "template-list": 83, "profile-put": 84,
            "profile-list": 85, "administrators-put": 86, "administrators-list": 87, "clock-accept": 88,
            "anchor-accept": 89,
            "recovery-create": 96, "recovery-submit": 97, "backup-create": 98, "restore": 99, "compact": 100,
            "domain-status": 112, "domain-policy-put": 113, "domain-offer": 114, "domain-admit": 115,
            "domain-promote": 116, "domain-remove": 117, "join-begin": 118, "join-appraise": 119,
            "join-complete": 120, "peer-send": 121, "peer-receive": 122, "peer-serve": 123,
            "domain-stand": 124, "domain-rekey": 127,
        ]
        #expect(numbers(EnclaveOperation.self, \.name) == published)
        for operation in EnclaveOperation.allCases {
            #expect(EnclaveOperation(name: operation.name) == operation)
        }
        #expect(EnclaveOperation(name: "keySign") == nil)
    }

    @Test func refusalCodesAreFixed() {
        let published: [String: UInt16] = [
            "malformed-request": 1, "unknown-operation": 2, "unsupported-version": 3, "sealed-session-required": 4,
            "sealed-session-failed": 5, "authorization-required": 6, "authorization-invalid": 7, "not-allowed": 8,
            "rate-limited": 9, "not-found": 10, "already-exists": 11, "purpose-mismatch": 12,
            "algorithm-mismatch": 13, "key-not-active": 14, "invalid-argument": 15, "invalid-key": 16,
            "policy-violation": 17, "lint-failure": 18, "decryption-failed": 19, "state-locked": 20,
            "state-not-locked": 21, "clock-locked": 22, "storage-low": 23, "storage-failed": 24,
            "resource-exhausted": 25, "busy": 26, "shutting-down": 27, "self-test-failed": 28, "corrupt-state": 29,
            "internal-error": 30, "evidence-unavailable": 31, "not-lead": 32, "unconfirmed": 33,
            "member-refused": 34, "anchor-mismatch": 35,
        ]
        #expect(numbers(Refusal.Code.self, \.name) == published)
    }

    @Test func wordsAreFixed() {
        #expect(
            numbers(KeyAlgorithm.self, \.name) == [
                "p256": 1, "p384": 2, "p521": 3, "ed25519": 4, "rsa2048": 5, "rsa3072": 6, "rsa4096": 7, "aes256": 8,
            ])
        #expect(
            numbers(KeyPurpose.self, \.name) == [
                "issue": 1, "sign": 2, "tls": 3, "wrap": 4, "receive": 5, "release": 6, "identity": 7,
            ])
        #expect(numbers(SignatureScheme.self, \.name) == ["ecdsa": 1, "eddsa": 2, "pkcs1": 3, "pss": 4])
        #expect(numbers(HashAlgorithm.self, \.name) == ["sha256": 1, "sha384": 2, "sha512": 3])
        #expect(
            numbers(KeyOrigin.self, \.name) == ["generated": 1, "imported-sealed": 2, "imported-clear": 3])
        #expect(numbers(KeyExport.self, \.name) == ["never": 0, "attested": 1])
        #expect(numbers(KeyReplication.self, \.name) == ["domain": 1, "this-enclave": 2])
        #expect(numbers(KeyAudit.self, \.name) == ["counted": 0, "each": 1])
        #expect(numbers(KeyState.self, \.name) == ["active": 1, "retired": 2, "destroyed": 3])
        #expect(numbers(EnclaveState.self, \.name) == ["new": 1, "locked": 2, "open": 3])
        #expect(numbers(CAState.self, \.name) == ["pending": 1, "active": 2])
        #expect(numbers(EvidenceForm.self, \.name) == ["quote": 1, "report": 2])
        #expect(
            numbers(ReceiveMechanism.self, \.name) == [
                "rsa-oaep-kwp": 1, "ecdh-kwp": 2, "rsa-oaep-kw": 3, "kwp": 4, "kw": 5, "rsa-oaep-sha1-kwp": 6,
                "rsa-oaep-sha1-gcm": 7,
            ])
    }

    @Test func wordsAreFoundByName() {
        #expect(KeyAlgorithm(name: "p256") == .p256)
        #expect(KeyAlgorithm(name: "P256") == nil)
        #expect(KeyPurpose(name: "") == nil)
    }

    @Test func whatAnAdministratorSignsIsFixed() throws {
        let instance = try #require(Identifier(hex: "000102030405060708090a0b0c0d0e0f"))
        let bytes = AuthorizedContent.bytes(
            instanceID: instance, operation: .caCreate, challenge: Array(repeating: 0xcc, count: 32), body: [1, 2])
        let prefix = Hex.encode("casemate/administrator/1".utf8)
        #expect(
            Hex.encode(bytes)
                == prefix + "00" + "000102030405060708090a0b0c0d0e0f" + "0030"
                + String(repeating: "cc", count: 32) + "0102")
    }

    @Test func hexAndIdentifiersReadOnlyTheirOwnForm() {
        #expect(Hex.decode("00ffAB") == [0, 0xff, 0xab])
        for text in ["0", "0g", "+1", " 0", "0x", "é0"] { #expect(Hex.decode(text) == nil) }
        #expect(Identifier(hex: String(repeating: "0", count: 30)) == nil)
        #expect(Identifier(bytes: [UInt8](repeating: 0, count: 17)) == nil)
        #expect(Identifier(high: 1, low: 2).description == "00000000000000010000000000000002")
        #expect(Identifier(high: 1, low: 2) < Identifier(high: 1, low: 3))
    }

    @Test func namesKeepToTheirAlphabet() {
        for name in ["a", "0", "mesh/ca-1", "istio.io@x:y_z", String(repeating: "a", count: 253)] {
            #expect(NameLimits.isValid(name))
        }
        for name in ["", "-a", ".a", "/a", "a b", "a*", "é", "a\u{0}", String(repeating: "a", count: 254)] {
            #expect(!NameLimits.isValid(name))
        }
    }

    private func numbers<Word: CaseIterable & RawRepresentable>(
        _ type: Word.Type, _ name: (Word) -> String
    ) -> [String: Word.RawValue] {
        Dictionary(uniqueKeysWithValues: Word.allCases.map { (name($0), $0.rawValue) })
    }
}
