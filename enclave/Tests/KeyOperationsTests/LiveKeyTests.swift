import EnclaveProtocol
import KeyOperations
import Testing

@Suite struct LiveKeyTests {
    private static let message = Array("message".utf8)
    private static let pairs = KeyAlgorithm.allCases.filter { $0 != .aes256 }

    @Test(arguments: KeyAlgorithm.allCases) func storedFormComesBack(_ algorithm: KeyAlgorithm) throws {
        let key = try LiveKey.generate(algorithm)
        let again = try LiveKey(stored: key.stored, algorithm: algorithm)
        #expect(again.algorithm == algorithm)
        #expect(again.stored == key.stored)
        #expect(again.publicKeySPKI == key.publicKeySPKI)
        #expect((key.publicKeySPKI == nil) == (algorithm == .aes256))
    }

    @Test(arguments: pairs) func pkcs8ComesBack(_ algorithm: KeyAlgorithm) throws {
        let key = try LiveKey.generate(algorithm)
        let pkcs8 = try #require(key.pkcs8)
        #expect(try LiveKey(pkcs8: pkcs8).stored == key.stored)
        for length in stride(from: 0, to: pkcs8.count, by: 7) {
            #expect(throws: KeyError.self) { try LiveKey(pkcs8: Array(pkcs8.prefix(length))) }
        }
    }

    /// Every scheme with every algorithm either signs and verifies, or is refused by name.
    @Test(arguments: pairs, SignatureScheme.allCases)
    func schemesFitOrAreRefused(_ algorithm: KeyAlgorithm, _ scheme: SignatureScheme) throws {
        let key = try LiveKey.generate(algorithm)
        let hash: HashAlgorithm? = scheme == .eddsa ? nil : .sha384
        let using = try SignatureAlgorithm(scheme: scheme, hash: hash)
        let fits =
            switch scheme {
            case .ecdsa: [.p256, .p384, .p521].contains(algorithm)
            case .eddsa: algorithm == .ed25519
            case .pkcs1, .pss: algorithm.rsaBits != nil
            }
        guard fits else {
            #expect(throws: KeyError.schemeMismatch(algorithm, scheme)) {
                try key.sign(message: Self.message, using: using)
            }
            return
        }
        let signature = try key.sign(message: Self.message, using: using)
        let publicKey = try PublicKey(spki: #require(key.publicKeySPKI))
        #expect(publicKey.algorithm == algorithm)
        #expect(publicKey.isValid(signature, message: Self.message, using: using))
        #expect(!publicKey.isValid(signature, message: Self.message + [0], using: using))
        #expect(!publicKey.isValid([], message: Self.message, using: using))
    }

    @Test func digestsMustFitTheirHash() throws {
        let key = try LiveKey.generate(.p256)
        #expect(throws: KeyError.digestLength(expected: 32, given: 20)) {
            try key.sign(digest: [UInt8](repeating: 0, count: 20), scheme: .ecdsa, hash: .sha256)
        }
        #expect(throws: KeyError.hashMissing(.ecdsa)) { try key.sign(message: [], scheme: .ecdsa, hash: nil) }
        let edwards = try LiveKey.generate(.ed25519)
        #expect(throws: KeyError.hashUnexpected(.eddsa)) {
            try edwards.sign(message: [], scheme: .eddsa, hash: .sha512)
        }
        #expect(throws: KeyError.digestRefused(.ed25519)) {
            try edwards.sign(digest: [UInt8](repeating: 0, count: 64), scheme: .eddsa, hash: nil)
        }
    }

    @Test func badPrivateNumbersAreRefused() {
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
            0xA7,
            0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        for scalar in [[UInt8](repeating: 0, count: 32), order, [UInt8](repeating: 0xFF, count: 32), [1]] {
            #expect(throws: KeyError.privateKeyInvalid(.p256)) { try LiveKey(stored: scalar, algorithm: .p256) }
        }
        #expect(throws: KeyError.self) { try LiveKey(stored: [1, 2, 3], algorithm: .rsa2048) }
    }

    /// A changed byte anywhere in an RSA private key makes numbers that do not fit each other.
    @Test func changedRSANumbersAreRefused() throws {
        let stored = try LiveKey.generate(.rsa2048).stored
        for offset in stride(from: 12, to: stored.count, by: 37) {
            var changed = stored
            changed[offset] ^= 0x10
            #expect(throws: KeyError.self) { try LiveKey(stored: changed, algorithm: .rsa2048) }
        }
        #expect(throws: KeyError.privateKeyInvalid(.rsa2048)) { try LiveKey(stored: stored, algorithm: .rsa3072) }
    }

    @Test func symmetricKeysHaveNoPair() throws {
        let key = try LiveKey.generate(.aes256)
        #expect(throws: KeyError.operationMismatch(.aes256, .sign)) {
            try key.sign(message: [], using: .ecdsa(.sha256))
        }
        #expect(throws: KeyError.operationMismatch(.aes256, .agree)) { try key.sharedSecret(withPublicKeySPKI: []) }
    }

    @Test func randomBytesDiffer() {
        #expect(RandomBytes.make(33).count == 33)
        #expect(RandomBytes.make(0).isEmpty)
        #expect(RandomBytes.make(32) != RandomBytes.make(32))
    }

    @Test func selfTestsPass() {
        let clock = ContinuousClock()
        #expect(SelfTests.firstFailure() == nil)
        let again = clock.measure { #expect(SelfTests.firstFailure() == nil) }
        print("self-tests: \(SelfTests.names.count) in \(again)")
    }
}
