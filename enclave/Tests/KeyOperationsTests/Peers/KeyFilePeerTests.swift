import EnclaveProtocol
import Foundation
import Testing

@testable import KeyOperations

/// Keys that OpenSSL writes, in every form it has, are read; the public half is the one OpenSSL sees.
@Suite struct KeyFilePeerTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let generate: String
        let convert: String
        var passphrase: String?
        var algorithm: KeyAlgorithm = .p256
        var testDescription: String { generate + " | " + convert }
    }

    private static let curves: [(String, KeyAlgorithm)] = [("P-256", .p256), ("P-384", .p384), ("P-521", .p521)]
    private static let sizes: [(Int, KeyAlgorithm)] = [(2048, .rsa2048), (3072, .rsa3072), (4096, .rsa4096)]

    static let forms: [Form] = curveForms + rsaForms + ed25519Forms + encryptedForms

    private static let curveForms: [Form] = curves.flatMap { name, algorithm -> [Form] in
        let generate = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(name) -out key"
        let conversions = [
            "pkcs8 -topk8 -nocrypt -in key -out file", "pkcs8 -topk8 -nocrypt -outform DER -in key -out file",
            "ec -in key -out file", "ec -in key -outform DER -out file", "ec -in key -no_public -out file",
            "ec -in key -conv_form compressed -out file",
        ]
        // `ecparam` writes the curve's parameters in a block of their own before the key.
        let withParameters = "ecparam -name \(opensslName(algorithm)) -genkey -out key"
        return conversions.map { Form(generate: generate, convert: $0, algorithm: algorithm) }
            + [Form(generate: withParameters, convert: "", algorithm: algorithm)]
    }

    private static let rsaForms: [Form] = sizes.flatMap { bits, algorithm -> [Form] in
        let conversions = [
            "pkcs8 -topk8 -nocrypt -in key -out file", "rsa -traditional -in key -out file",
            "rsa -in key -outform DER -out file",
        ]
        return conversions.map { Form(generate: "genrsa -out key \(bits)", convert: $0, algorithm: algorithm) }
    }

    private static let ed25519Forms: [Form] = [
        "pkcs8 -topk8 -nocrypt -in key -out file", "pkey -in key -outform DER -out file",
    ].map { Form(generate: "genpkey -algorithm ED25519 -out key", convert: $0, algorithm: .ed25519) }

    private static let encryptedForms: [Form] = {
        let generate = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key"
        let hashes = ["hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"]
        let ciphers = ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc"]
        var options = hashes.flatMap { hash in ciphers.map { "-v2 \($0) -v2prf \(hash)" } }
        options += ["-scrypt", "-scrypt -outform DER"]
        return options.map {
            Form(
                generate: generate, convert: "pkcs8 -topk8 \($0) -passout pass:secret -in key -out file",
                passphrase: "secret")
        }
    }()

    private static func opensslName(_ algorithm: KeyAlgorithm) -> String {
        switch algorithm {
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        default: "prime256v1"
        }
    }

    @Test(arguments: forms) func reads(_ form: Form) throws {
        try OpenSSL.inDirectory { openssl in
            try #require(openssl.run(form.generate) == 0)
            if !form.convert.isEmpty { try #require(openssl.run(form.convert) == 0) }
            try #require(openssl.run("pkey -in key -pubout -outform DER -out public") == 0)
            let file = try openssl.read(form.convert.isEmpty ? "key" : "file")
            let key = try PrivateKeyReader.read(file, passphrase: form.passphrase.map { Array($0.utf8) })
            #expect(key.algorithm == form.algorithm)
            #expect(key.publicKeySPKI == (try openssl.read("public")))
            // The canonical form is read back by OpenSSL as the same key.
            try openssl.write(key.pkcs8, to: "canonical")
            try #require(openssl.run("pkey -inform DER -in canonical -pubout -outform DER -out again") == 0)
            #expect(try openssl.read("again") == openssl.read("public"))
            guard form.passphrase != nil else { return }
            #expect(throws: KeyError.passphraseWrong) {
                try PrivateKeyReader.read(file, passphrase: Array("wrong".utf8))
            }
            #expect(throws: KeyError.passphraseMissing) { try PrivateKeyReader.read(file) }
        }
    }

    @Test(arguments: [
        ("genrsa -out key 1024", "pkcs8 -topk8 -nocrypt -in key -out file", KeyError.rsaModulus(bits: 1024)),
        ("genrsa -3 -out key 2048", "pkcs8 -topk8 -nocrypt -in key -out file", .rsaExponent),
        ("genrsa -out key 2048", "rsa -traditional -aes256 -passout pass:x -in key -out file", .traditionalEncryption),
        (
            "genrsa -out key 2048", "pkcs8 -topk8 -v2 des3 -passout pass:x -in key -out file",
            .encryptionScheme("PBES2 with 3DES")
        ),
        (
            "genrsa -out key 2048", "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:x -in key -out file",
            .encryptionScheme("PKCS#12 PBE with 3DES")
        ),
        (
            "ecparam -name secp256k1 -genkey -noout -out key", "pkcs8 -topk8 -nocrypt -in key -out file",
            .algorithmUnsupported("curve secp256k1")
        ),
        (
            "ecparam -name prime256v1 -genkey -noout -out key",
            "pkcs8 -topk8 -nocrypt -in explicit -out file", .explicitCurve
        ),
        (
            "genpkey -algorithm X25519 -out key", "pkcs8 -topk8 -nocrypt -in key -out file",
            .algorithmUnsupported("X25519")
        ),
        ("genpkey -algorithm ED25519 -out key", "pkey -in key -pubout -out file", .pemLabel("PUBLIC KEY")),
    ])
    func refuses(_ generate: String, _ convert: String, _ error: KeyError) throws {
        try OpenSSL.inDirectory { openssl in
            try #require(openssl.run(generate) == 0)
            _ = try openssl.run("ec -in key -param_enc explicit -out explicit")
            try #require(openssl.run(convert) == 0)
            let file = try openssl.read("file")
            #expect(throws: error) { try PrivateKeyReader.read(file, passphrase: [0x78]) }
            #expect(!error.message.isEmpty && error.message != "the operation was refused")
        }
    }
}
