internal import EnclaveProtocol

extension SelfTests {
    /// Signature verification, sign and verify, agreement on each curve; RFC 8032 §7.1 test 3.
    static let curves =
        curve("P-256", .p256, .sha256, KnownAnswers.p256) + curve("P-384", .p384, .sha384, KnownAnswers.p384)
        + curve("P-521", .p521, .sha512, KnownAnswers.p521) + [ed25519]

    private static func curve(
        _ name: String, _ algorithm: KeyAlgorithm, _ hash: HashAlgorithm, _ known: KnownAnswers.Curve
    ) -> [KnownAnswer] {
        let signature = SignatureAlgorithm.ecdsa(hash)
        return [
            KnownAnswer(name: "ECDSA \(name)") {
                let publicKey = try PublicKey(spki: known.publicKey)
                let key = try LiveKey(stored: known.scalar, algorithm: algorithm)
                let own = try key.sign(message: KnownAnswers.sample, using: signature)
                return key.publicKeySPKI == known.publicKey
                    && publicKey.isValid(known.signature, message: KnownAnswers.sample, using: signature)
                    && publicKey.isValid(own, message: KnownAnswers.sample, using: signature)
                    && !publicKey.isValid(own, message: known.scalar, using: signature)
            },
            KnownAnswer(name: "ECDH \(name)") {
                try LiveKey(stored: known.scalar, algorithm: algorithm).sharedSecret(withPublicKeySPKI: known.peer)
                    == known.sharedSecret
            },
        ]
    }

    private static let ed25519 = KnownAnswer(name: "Ed25519") {
        let seed = KnownAnswers.hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
        let known = KnownAnswers.hex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
        let key = try LiveKey(stored: seed, algorithm: .ed25519)
        return try key.sign(message: [0xAF, 0x82], using: .eddsa) == known
            && PublicKey(spki: key.publicKeySPKI ?? []).isValid(known, message: [0xAF, 0x82], using: .eddsa)
    }

    static let rsa = [
        KnownAnswer(name: "RSASSA-PKCS1-v1_5") {
            let key = try LiveKey(stored: KnownAnswers.rsaPKCS1, algorithm: .rsa2048)
            return try key.sign(message: KnownAnswers.sample, using: .pkcs1(.sha256)) == KnownAnswers.rsaSignature
                && rsaPublicKey(key)
                    .isValid(KnownAnswers.rsaSignature, message: KnownAnswers.sample, using: .pkcs1(.sha256))
        },
        KnownAnswer(name: "RSASSA-PSS") {
            let key = try LiveKey(stored: KnownAnswers.rsaPKCS1, algorithm: .rsa2048)
            let digest = PreparedDigest(hashing: KnownAnswers.sample, with: .sha256).bytes
            let own = try key.sign(digest: digest, using: .pss(.sha256))
            return try [own, KnownAnswers.rsaPSS].allSatisfy {
                try rsaPublicKey(key).isValid($0, message: KnownAnswers.sample, using: .pss(.sha256))
            }
        },
        KnownAnswer(name: "RSAES-OAEP") {
            try LiveKey(stored: KnownAnswers.rsaPKCS1, algorithm: .rsa2048)
                .decryptOAEP(KnownAnswers.rsaOAEP, hash: .sha256) == KnownAnswers.sample
        },
    ]

    private static func rsaPublicKey(_ key: LiveKey) throws -> PublicKey {
        try PublicKey(spki: key.publicKeySPKI ?? [])
    }

    /// HPKE base mode with the suite of sealed keys (the test vectors of RFC 9180); sharing splits and joins.
    static let sealing = [
        KnownAnswer(name: "HPKE") {
            let sealed = KnownAnswers.hex(
                "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3b"
                    + "f01da5cc4c39ff5370d331a4f1f7d5a4e058c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1"
                    + "d291742465e902cd216f8908da49f8f96f")
            let opened = try SealingSuite.open(
                sealed[...],
                with: KnownAnswers.hex("317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2"),
                info: "Ode on a Grecian Urn", header: Array("Count-0".utf8), part: .sealedKey)
            return opened == Array("Beauty is truth, truth beauty".utf8)
        },
        KnownAnswer(name: "secret sharing") {
            let secret = [UInt8](0..<32)
            let shares = try SecretSharing.split(secret, threshold: 2, shares: 3)
            return try SecretSharing.combine(Array(shares.dropFirst())) == secret
        },
    ]
}
