internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

extension SelfTests {
    private static let abc = Array("abc".utf8)

    /// FIPS 180-4 examples, RFC 5869 §A.1.
    static let digests = [
        KnownAnswer(name: "SHA-256") {
            PreparedDigest(hashing: abc, with: .sha256).bytes
                == KnownAnswers.hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        },
        KnownAnswer(name: "SHA-384") {
            PreparedDigest(hashing: abc, with: .sha384).bytes
                == KnownAnswers.hex(
                    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                        + "8086072ba1e7cc2358baeca134c825a7")
        },
        KnownAnswer(name: "SHA-512") {
            PreparedDigest(hashing: abc, with: .sha512).bytes
                == KnownAnswers.hex(
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
        },
        KnownAnswer(name: "HKDF-SHA256") {
            let key = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: [UInt8](repeating: 0x0B, count: 22)),
                salt: KnownAnswers.hex("000102030405060708090a0b0c"), info: KnownAnswers.hex("f0f1f2f3f4f5f6f7f8f9"),
                outputByteCount: 42)
            let known = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            return key == SymmetricKey(data: KnownAnswers.hex(known))
        },
    ]

    /// AES-256-GCM test case 16 of the GCM submission, RFC 3394 §4.6, RFC 5649 §6.
    static let symmetric = [
        KnownAnswer(name: "AES-256-GCM") {
            let key = SymmetricKey(
                data: KnownAnswers.hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
            let plaintext = KnownAnswers.hex(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                    + "b16aedf5aa0de657ba637b39")
            let additional = KnownAnswers.hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
            let box = try AES.GCM.seal(
                plaintext, using: key, nonce: AES.GCM.Nonce(data: KnownAnswers.hex("cafebabefacedbaddecaf888")),
                authenticating: additional)
            let known = KnownAnswers.hex(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                    + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")
            let opened = try AES.GCM.open(box, using: key, authenticating: additional)
            return Array(box.ciphertext) + Array(box.tag) == known && Array(opened) == plaintext
        },
        KnownAnswer(name: "AES-KW") {
            let cipher = try KeyWrap(keyBytes: Array(0..<32))
            let payload = KnownAnswers.hex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
            let known = KnownAnswers.hex(
                "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")
            return try cipher.wrap(payload) == known && cipher.unwrap(known) == payload
        },
        KnownAnswer(name: "AES-KWP") {
            let cipher = try KeyWrap(keyBytes: KnownAnswers.hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"))
            let payload = KnownAnswers.hex("c37b7e6492584340bed12207808941155068f738")
            let known = KnownAnswers.hex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")
            return try cipher.wrapPadded(payload) == known && cipher.unwrapPadded(known) == payload
        },
        KnownAnswer(name: "envelope") {
            let cipher = try EnvelopeCipher(LiveKey(stored: Array(0..<32), algorithm: .aes256))
            let message = try cipher.encrypt(abc, additionalData: abc, keyVersion: 1)
            return try cipher.decrypt(message, additionalData: abc) == abc
        },
    ]
}
