import Crypto
import CryptoExtras
import Foundation

@testable import KeyOperations

/// What the library offers and no operation of ours uses: run against the library itself, so that its build is judged.
extension VectorSuite {
    static let library = [
        wycheproof(
            "Test Vectors/chacha20_poly1305_test.json", "no operation: the library's ChaCha20-Poly1305",
            leftOut: "nonces of other sizes"
        ) { group, vector in
            guard group.ivSize == 96 else { return .notOurs }
            let opened = try ChaChaPoly.open(
                ChaChaPoly.SealedBox(
                    nonce: ChaChaPoly.Nonce(data: [UInt8](hex: vector.iv ?? "")),
                    ciphertext: [UInt8](hex: vector.ct ?? ""), tag: [UInt8](hex: vector.tag ?? "")),
                using: SymmetricKey(data: [UInt8](hex: vector.key ?? "")),
                authenticating: [UInt8](hex: vector.aad ?? ""))
            return Array(opened) == (try [UInt8](hex: vector.msg ?? "")) ? .accepted : .refused
        },
        wycheproof(
            "CryptoExtrasVectors/aes_gcm_siv_test.json", "no operation: the library's AES-GCM-SIV"
        ) { _, vector in
            let opened = try AES.GCM._SIV.open(
                AES.GCM._SIV.SealedBox(
                    nonce: AES.GCM._SIV.Nonce(data: [UInt8](hex: vector.iv ?? "")),
                    ciphertext: [UInt8](hex: vector.ct ?? ""), tag: [UInt8](hex: vector.tag ?? "")),
                using: SymmetricKey(data: [UInt8](hex: vector.key ?? "")),
                authenticating: [UInt8](hex: vector.aad ?? ""))
            return Array(opened) == (try [UInt8](hex: vector.msg ?? "")) ? .accepted : .refused
        },
        wycheproof(
            "CryptoExtrasVectors/aes_cmac_test.json", "no operation: the library's AES-CMAC", leftOut: "other key sizes"
        ) { group, vector in
            guard let size = group.keySize, [128, 192, 256].contains(size), let length = group.tagSize else {
                return .notOurs
            }
            var mac = try AES.CMAC(
                key: SymmetricKey(data: [UInt8](hex: vector.key ?? "")), outputSize: length / 8)
            mac.update(data: try [UInt8](hex: vector.msg ?? ""))
            return Array(mac.finalize()) == (try [UInt8](hex: vector.tag ?? "")) ? .accepted : .refused
        },
        wycheproof("Test Vectors/x25519_test.json", "no operation: the library's X25519") { _, vector in
            let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: [UInt8](hex: vector.private ?? ""))
            let peer = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: [UInt8](hex: vector.public ?? ""))
            let secret = try key.sharedSecretFromKeyAgreement(with: peer).withUnsafeBytes { Array($0) }
            return secret == (try [UInt8](hex: vector.shared ?? "")) ? .accepted : .refused
        },
    ]

    static let passphrases = [
        text(
            .swiftCrypto, "CryptoExtrasVectors/rfc-6070-PBKDF2-SHA1.txt",
            "what `PassphraseDerivation` calls: the library's PBKDF2",
            leftOut: "more rounds than a key file may ask for"
        ) { _, fields in
            guard let rounds = fields["c"].flatMap({ Int($0) }), rounds <= 10_000_000 else {
                return (.notOurs, "valid")
            }
            let expected = try [UInt8](hex: fields["DK"] ?? "")
            let made = try KDF.Insecure.PBKDF2.deriveKey(
                from: [UInt8](hex: fields["P"] ?? ""), salt: [UInt8](hex: fields["S"] ?? ""), using: .insecureSHA1,
                outputByteCount: expected.count, unsafeUncheckedRounds: rounds)
            return (made == SymmetricKey(data: expected) ? .accepted : .refused, "valid")
        },
        text(
            .swiftCrypto, "CryptoExtrasVectors/rfc-7914-scrypt.txt",
            "what `PassphraseDerivation` calls: the library's scrypt",
            leftOut: "more memory than a key file may ask for"
        ) { _, fields in
            guard let cost = fields["N"].flatMap({ Int($0) }), let blockSize = fields["r"].flatMap({ Int($0) }),
                let parallelism = fields["p"].flatMap({ Int($0) }), cost * blockSize * 128 <= 64 << 20
            else { return (.notOurs, "valid") }
            let expected = try [UInt8](hex: fields["DK"] ?? "")
            let made = try KDF.Scrypt.deriveKey(
                from: [UInt8](hex: fields["P"] ?? ""), salt: [UInt8](hex: fields["S"] ?? ""),
                outputByteCount: expected.count, rounds: cost, blockSize: blockSize, parallelism: parallelism,
                maxMemory: 64 << 20)
            return (made == SymmetricKey(data: expected) ? .accepted : .refused, "valid")
        },
    ]

    /// `ecdh-kwp` derives one SHA-256 block without shared information: vectors that ask for no more are ours.
    static let x963 = ["sha1", "sha256", "sha384", "sha512"].map { name in
        text(
            .swiftCrypto, "Test Vectors/ansx963_2001_\(name).txt", "`X963KeyDerivation.key`",
            leftOut: "other hashes, shared information, more than a block"
        ) { _, fields in
            let expected = try [UInt8](hex: fields["key_data"] ?? "")
            guard name == "sha256", fields["SharedInfo"] == "", (1...32).contains(expected.count) else {
                return (.notOurs, "valid")
            }
            let made = X963KeyDerivation.key(from: try [UInt8](hex: fields["Z"] ?? ""))
            return (made.starts(with: expected) ? .accepted : .refused, "valid")
        }
    }

    static func hkdf<Hash: HashFunction>(_ source: Source, _ path: String, _ hash: Hash.Type) -> VectorSuite {
        text(source, path, "no operation of its own: the library's HKDF") { _, fields in
            guard let ikm = fields["IKM"], let okm = fields["OKM"] else { return (.notOurs, "valid") }
            let expected = try [UInt8](hex: okm)
            let made = HKDF<Hash>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: try [UInt8](hex: ikm)),
                salt: try [UInt8](hex: fields["salt"] ?? ""), info: try [UInt8](hex: fields["info"] ?? ""),
                outputByteCount: expected.count)
            return (made == SymmetricKey(data: expected) ? .accepted : .refused, "valid")
        }
    }

    static let derivations = [
        hkdf(.swiftCrypto, "Test Vectors/rfc-5869-HKDF-SHA256.txt", SHA256.self),
        hkdf(.swiftCrypto, "Test Vectors/rfc-5869-HKDF-SHA1.txt", Insecure.SHA1.self),
        hkdf(.cryptography, "KDF/rfc-5869-HKDF-SHA256.txt", SHA256.self),
    ]

    static let all =
        ecdsa + p1363 + ed25519 + ed25519Signing + rsaPKCS1 + rsaPSS + nistRSA + nistECDSA + ecdh + ecdhPoints + oaep
        + hpke
        + ciphers + nistGCM + keyWrap + derivations + x963 + passphrases + library
}
