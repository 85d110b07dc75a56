import EnclaveProtocol
import Foundation
import Testing

@testable import KeyOperations

/// Other people's key files, odd and hostile ones among them: each is read or refused by name, and none crashes.
@Suite struct KeyFileCorpusTests {
    private static let folders = [
        "PKCS8", "PEM_Serialization", "DER_Serialization", "Traditional_OpenSSL_Serialization", "EC", "Ed25519",
    ]
    private static let passphrases = ["foobar", "123456", "password", "hunter42", "PolarSSLTest", "baz"]

    /// What must be read; every other file must be refused.
    private static let readable: [String: KeyAlgorithm] = [
        "DER_Serialization/ec_private_key.der": .p256, "DER_Serialization/ec_private_key_encrypted.der": .p256,
        "DER_Serialization/testrsa.der": .rsa2048, "EC/high-bit-set.pem": .p256, "EC/truncated-private-key.der": .p256,
        "Ed25519/ed25519-pkcs8-enc.der": .ed25519, "Ed25519/ed25519-pkcs8-enc.pem": .ed25519,
        "Ed25519/ed25519-pkcs8.der": .ed25519, "Ed25519/ed25519-pkcs8.pem": .ed25519,
        "PEM_Serialization/ec_private_key.pem": .p256, "PKCS8/ec-consistent-curve.pem": .p256,
        "PKCS8/ec_private_key.pem": .p256, "PKCS8/ec_private_key_encrypted.pem": .p256,
        "PKCS8/ecc_private_with_rfc5915_ext.pem": .p256, "PKCS8/ed25519-scrypt.pem": .ed25519,
        "PKCS8/rsa-aes-192-cbc.pem": .rsa2048, "Traditional_OpenSSL_Serialization/testrsa.pem": .rsa2048,
    ]

    private static func read(_ file: [UInt8]) throws(KeyError) -> PlainPrivateKey {
        for passphrase in passphrases.dropLast() {
            do { return try PrivateKeyReader.read(file, passphrase: Array(passphrase.utf8)) } catch .passphraseWrong {}
        }
        return try PrivateKeyReader.read(file, passphrase: Array("baz".utf8))
    }

    @Test func readsOrRefuses() throws {
        guard let root = VectorLibrary.cryptographyVectors?.appending(path: "asymmetric") else {
            print("SKIPPED: no key files of cryptography_vectors (make peers, or CASEMATE_PEERS_VENV)")
            return
        }
        var read: [String: KeyAlgorithm] = [:]
        for folder in Self.folders {
            for name in try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
            {
                let file = try VectorLibrary.bytes(root.appending(path: "\(folder)/\(name)"))
                read["\(folder)/\(name)"] = try? Self.read(file).algorithm
            }
        }
        #expect(read == Self.readable)
    }

    /// Every cut and many changes of a key file give an error, or a key that signs.
    @Test(arguments: [KeyAlgorithm.p256, .ed25519, .rsa2048]) func damagedFilesNeverCrash(_ algorithm: KeyAlgorithm)
        throws
    {
        let file = try #require(LiveKey.generate(algorithm).pkcs8)
        for offset in stride(from: 0, to: file.count, by: algorithm == .rsa2048 ? 11 : 1) {
            #expect(throws: KeyError.self) { try PrivateKeyReader.read(Array(file.prefix(offset))) }
            for bit in UInt8(0)..<8 {
                var changed = file
                changed[offset] ^= 1 << bit
                if let key = try? PrivateKeyReader.read(changed) { _ = try LiveKey(pkcs8: key.pkcs8) }
            }
        }
    }

    @Test func base64IsStrict() {
        for length in 0..<50 {
            let bytes = RandomBytes.make(length)
            let text = Base64.encode(bytes)
            #expect(String(decoding: text, as: UTF8.self) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
        }
        for text in ["A", "AA", "AAA", "AA=A", "A===", "====", "AB==", "AAB=", "AA A", "AA-_", "AA\u{80}A"] {
            #expect(Base64.decode(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func frames() {
        let noise = [
            "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----", "", "hello", "-----BEGIN -----\n-----END -----",
            "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----",
        ]
        for text in noise { #expect(throws: KeyError.self) { try PrivateKeyReader.read(Array(text.utf8)) } }
        #expect(throws: KeyError.fileTooLarge(limit: PrivateKeyReader.longestFile)) {
            try PrivateKeyReader.read([UInt8](repeating: 0x30, count: PrivateKeyReader.longestFile + 1))
        }
    }
}
