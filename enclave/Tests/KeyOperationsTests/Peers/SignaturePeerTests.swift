import EnclaveProtocol
import Foundation
import KeyOperations
import Testing

/// What this module makes, OpenSSL accepts; what OpenSSL makes, this module opens.
@Suite struct SignaturePeerTests {
    private static let algorithms: [KeyAlgorithm] = [.p256, .p384, .p521, .rsa2048, .rsa3072, .rsa4096]
    private static let message = Array("a message for two implementations".utf8)

    @Test(arguments: algorithms, HashAlgorithm.allCases)
    func signaturesVerify(_ algorithm: KeyAlgorithm, _ hash: HashAlgorithm) throws {
        let key = try LiveKey.generate(algorithm)
        let schemes: [SignatureScheme] = algorithm.rsaBits == nil ? [.ecdsa] : [.pkcs1, .pss]
        try OpenSSL.inDirectory { openssl in
            try openssl.write(#require(key.publicKeySPKI), to: "public")
            try openssl.write(Self.message, to: "message")
            try #require(openssl.run("dgst -\(hash.name) -binary -out digest message") == 0)
            for scheme in schemes {
                let options = scheme == .pss ? " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" : ""
                let digest = try openssl.read("digest")
                for signature in [
                    try key.sign(message: Self.message, scheme: scheme, hash: hash),
                    try key.sign(digest: digest, scheme: scheme, hash: hash),
                ] {
                    try openssl.write(signature, to: "signature")
                    let command =
                        "dgst -\(hash.name) -keyform DER -verify public\(options) -signature signature message"
                    #expect(try openssl.run(command) == 0, "\(scheme)")
                    try openssl.write(signature.map { $0 &+ 1 }, to: "signature")
                    #expect(try openssl.run(command) != 0)
                }
            }
        }
    }

    @Test func ed25519Verifies() throws {
        let key = try LiveKey.generate(.ed25519)
        try OpenSSL.inDirectory { openssl in
            try openssl.write(#require(key.publicKeySPKI), to: "public")
            try openssl.write(Self.message, to: "message")
            try openssl.write(key.sign(message: Self.message, scheme: .eddsa, hash: nil), to: "signature")
            let command = "pkeyutl -verify -rawin -pubin -keyform DER -inkey public -sigfile signature -in message"
            #expect(try openssl.run(command) == 0)
        }
    }

    @Test(arguments: [(OAEPHash.sha1, "sha1"), (.sha256, "sha256")])
    func oaepOpens(_ hash: OAEPHash, _ name: String) throws {
        let key = try LiveKey.generate(.rsa2048)
        try OpenSSL.inDirectory { openssl in
            try openssl.write(#require(key.publicKeySPKI), to: "public")
            try openssl.write(Self.message, to: "message")
            let options = "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:\(name) -pkeyopt rsa_mgf1_md:\(name)"
            try #require(
                openssl.run("pkeyutl -encrypt -pubin -keyform DER -inkey public \(options) -in message -out sealed")
                    == 0)
            let sealed = try openssl.read("sealed")
            #expect(try key.decryptOAEP(sealed, hash: hash) == Self.message)
            #expect(throws: KeyError.decryptionFailed) {
                try key.decryptOAEP(sealed, hash: hash == .sha1 ? .sha256 : .sha1)
            }
        }
    }

    @Test(arguments: [(KeyAlgorithm.p256, "P-256"), (.p384, "P-384"), (.p521, "P-521")])
    func agreementMatches(_ algorithm: KeyAlgorithm, _ curve: String) throws {
        let key = try LiveKey.generate(algorithm)
        try OpenSSL.inDirectory { openssl in
            try #require(openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(curve) -out peer") == 0)
            try #require(openssl.run("pkey -in peer -pubout -outform DER -out public") == 0)
            try openssl.write(#require(key.publicKeySPKI), to: "ours")
            try #require(
                openssl.run("pkeyutl -derive -inkey peer -peerkey ours -peerform DER -out secret") == 0)
            #expect(try key.sharedSecret(withPublicKeySPKI: openssl.read("public")) == openssl.read("secret"))
        }
    }

    /// `openssl enc -id-aes256-wrap-pad` cannot be reached from the command line of 3.0 without its wrap flag; Python's
    /// `cryptography`, over OpenSSL, wraps instead.
    @Test func paddedWrapsOpen() throws {
        guard let vectors = VectorLibrary.cryptographyVectors else {
            print("SKIPPED: no Python peer (make peers, or CASEMATE_PEERS_VENV)")
            return
        }
        let python = vectors.appending(path: "../../../../bin/python").standardized
        let script = """
            from cryptography.hazmat.primitives.keywrap import *
            for n in (1,7,8,9,16,20,33,1192): print(aes_key_wrap_with_padding(bytes(range(32)), bytes(i % 251 for i in range(n))).hex())
            """
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", script]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
            separator: "\n")
        process.waitUntilExit()
        try #require(lines.count == 8)
        let cipher = try KeyWrap(keyBytes: Array(0..<32))
        for (line, length) in zip(lines, [1, 7, 8, 9, 16, 20, 33, 1192]) {
            let payload = (0..<length).map { UInt8($0 % 251) }
            #expect(try cipher.unwrapPadded([UInt8](hex: String(line))) == payload)
            #expect(try cipher.wrapPadded(payload) == [UInt8](hex: String(line)))
        }
    }
}
