import EnclaveProtocol
import Foundation
import Testing
import X509Core

/// Requests that OpenSSL makes are read and checked; requests made here satisfy OpenSSL.
@Suite struct RequestTests {
    private static let newKey: [String: [String]] = [
        "p256": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "p384": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"],
        "p521": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-sha512"],
        "p256 with sha512": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha512"],
        "ed25519": ["-newkey", "ed25519"],
        "rsa": ["-newkey", "rsa:2048", "-sha384"],
        "rsa-pss": [
            "-newkey", "rsa:2048", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32",
        ],
    ]
    private static let refused: [String: (arguments: [String], code: String)] = [
        "sha1": (["-newkey", "rsa:2048", "-sha1"], "unsupported"),
        "md5": (["-newkey", "rsa:2048", "-md5"], "unsupported"),
        "rsa1024": (["-newkey", "rsa:1024"], "weak-key"),
        "exponent 3": (["-newkey", "rsa:2048", "-pkeyopt", "rsa_keygen_pubexp:3"], "weak-key"),
        "secp256k1": (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "weak-key"),
        "explicit curve": (
            ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"], "weak-key"
        ),
    ]

    private func make(_ arguments: [String], in folder: URL, form: String = "PEM") throws -> [UInt8] {
        let file = folder.appendingPathComponent("request.\(form)")
        let outcome = try Peer.run(
            "openssl",
            [
                "req", "-new", "-nodes", "-keyout", folder.appendingPathComponent("key.pem").path, "-subj",
                "/O=Example/CN=web",
                "-addext", "subjectAltName=DNS:web.example.com,IP:10.0.0.1", "-outform", form, "-out", file.path,
            ] + arguments)
        try #require(outcome.status == 0, "\(outcome.output)")
        return try file.bytes()
    }

    @Test(arguments: newKey.keys.sorted())
    func openSSLRequestsVerify(_ kind: String) throws {
        let arguments = try #require(Self.newKey[kind])
        try Peer.withFolder { folder in
            for form in ["PEM", "DER"] {
                let input = try make(arguments, in: folder, form: form)
                let request = try UnverifiedCSR(input).verified()
                #expect(request.subject.rfc4514 == "CN=web,O=Example")
                #expect(request.names == [.dns("web.example.com"), .ip([10, 0, 0, 1])])
            }
        }
    }

    @Test(arguments: refused.keys.sorted())
    func weakRequestsAreRefused(_ kind: String) throws {
        let (arguments, code) = try #require(Self.refused[kind])
        try Peer.withFolder { folder in
            let input = try make(arguments, in: folder)
            let error = #expect(throws: X509Error.self) { try UnverifiedCSR(input).verified() }
            #expect(error?.code == code)
        }
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let key = try TestKey.shared(.ed25519)
        let unsigned = SigningRequestBuilder.request(
            subject: try DistinguishedName(rfc4514: "CN=web"), publicKey: key.publicKey, algorithm: .ed25519,
            names: [.dns("a.example.com")])
        let der = try unsigned.signed(by: key.sign)
        _ = try UnverifiedCSR(der).verified()
        for index in der.indices {
            for bit in 0..<8 {
                var damaged = der
                damaged[index] ^= 1 << UInt8(bit)
                #expect(throws: X509Error.self) { try UnverifiedCSR(damaged).verified() }
            }
        }
        for length in 0..<der.count {
            #expect(throws: X509Error.self) { try UnverifiedCSR(Array(der.prefix(length))).verified() }
        }
    }

    @Test(arguments: TestKey.algorithms)
    func ownRequestsSatisfyOpenSSL(_ algorithm: KeyAlgorithm) throws {
        let key = try TestKey.shared(algorithm)
        let unsigned = SigningRequestBuilder.request(
            subject: try DistinguishedName(rfc4514: "CN=Intermediate,O=Example"), publicKey: key.publicKey,
            algorithm: key.signatureAlgorithm, names: [.dns("a.example.com")], isAuthority: true)
        let pem = PEM.encode(try unsigned.signed(by: key.sign), label: "CERTIFICATE REQUEST")
        try Peer.withFolder { folder in
            let file = folder.appendingPathComponent("request.pem")
            try file.write(pem)
            let outcome = try Peer.openssl("req", "-verify", "-noout", "-text", "-in", file.path)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.output.contains("CA:TRUE") && outcome.output.contains("DNS:a.example.com"))
        }
    }

    @Test func limitsComeFirst() {
        let huge = [UInt8](repeating: 0x30, count: UnverifiedCSR.maximumLength + 1)
        #expect(throws: X509Error.tooLarge("The request", limit: UnverifiedCSR.maximumLength)) {
            try UnverifiedCSR(huge)
        }
    }

    @Test func smallOrderKeysAreRefused() throws {
        for first in [0, 1] as [UInt8] {
            let raw = [first] + [UInt8](repeating: 0, count: 31)
            #expect(throws: X509Error.self) { try SubjectPublicKey(algorithm: .ed25519, rawRepresentation: raw) }
        }
    }
}
