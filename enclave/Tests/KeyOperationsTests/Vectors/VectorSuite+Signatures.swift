import Crypto
import EnclaveProtocol
import Foundation
import KeyOperations

/// The hash of a Wycheproof name, when it is one of ours.
private func hash(_ name: String?) -> HashAlgorithm? {
    switch name {
    case "SHA-256": .sha256
    case "SHA-384": .sha384
    case "SHA-512": .sha512
    default: nil
    }
}

/// Verification by this module's public key; a key or hash it does not know is not ours.
private func verify(
    _ spki: String?, _ vector: WycheproofFile.Vector, _ algorithm: SignatureAlgorithm?
) throws -> VectorOutcome {
    guard let algorithm, let key = try? PublicKey(spki: [UInt8](hex: spki ?? "")) else { return .notOurs }
    let message = try [UInt8](hex: vector.msg ?? "")
    return key.isValid(try [UInt8](hex: vector.sig ?? ""), message: message, using: algorithm) ? .accepted : .refused
}

extension VectorSuite {
    private static let folder = "Test Vectors/"
    private static let extras = "CryptoExtrasVectors/"

    static let ecdsa = [
        "ecdsa_secp256r1_sha256", "ecdsa_secp256r1_sha512", "ecdsa_secp384r1_sha384", "ecdsa_secp384r1_sha512",
        "ecdsa_secp521r1_sha512",
    ].map { name in
        wycheproof(folder + name + "_test.json", "`PublicKey.isValid`, ECDSA") { group, vector in
            try verify(group.publicKeyDer, vector, hash(group.sha).map(SignatureAlgorithm.ecdsa))
        }
    }

    /// IEEE P1363 signatures are no format of ours: DER is. The library's own verification runs.
    static let p1363 = [
        "ecdsa_secp256r1_sha256", "ecdsa_secp256r1_sha512", "ecdsa_secp384r1_sha384", "ecdsa_secp384r1_sha512",
        "ecdsa_secp521r1_sha512",
    ].map { name in
        wycheproof(folder + name + "_p1363_test.json", "no operation (P1363 form): the library's ECDSA") {
            group, vector in
            let spki = try [UInt8](hex: group.publicKeyDer ?? "")
            let (message, signature) = (try [UInt8](hex: vector.msg ?? ""), try [UInt8](hex: vector.sig ?? ""))
            let isValid: Bool
            if name.contains("256r1") {
                let key = try P256.Signing.PublicKey(derRepresentation: spki)
                let parsed = try P256.Signing.ECDSASignature(rawRepresentation: signature)
                isValid =
                    name.hasSuffix("sha256")
                    ? key.isValidSignature(parsed, for: SHA256.hash(data: message))
                    : key.isValidSignature(parsed, for: SHA512.hash(data: message))
            } else if name.contains("384r1") {
                let key = try P384.Signing.PublicKey(derRepresentation: spki)
                let parsed = try P384.Signing.ECDSASignature(rawRepresentation: signature)
                isValid =
                    name.hasSuffix("sha384")
                    ? key.isValidSignature(parsed, for: SHA384.hash(data: message))
                    : key.isValidSignature(parsed, for: SHA512.hash(data: message))
            } else {
                isValid = try P521.Signing.PublicKey(derRepresentation: spki).isValidSignature(
                    P521.Signing.ECDSASignature(rawRepresentation: signature), for: SHA512.hash(data: message))
            }
            return isValid ? .accepted : .refused
        }
    }

    static let ed25519 = [
        wycheproof(folder + "ed25519_test.json", "`PublicKey.isValid`, EdDSA") { group, vector in
            try verify(group.publicKeyDer, vector, .eddsa)
        }
    ]

    static let rsaPKCS1 = [
        "rsa_signature_2048_sha256", "rsa_signature_2048_sha512", "rsa_signature_3072_sha256",
        "rsa_signature_3072_sha512", "rsa_signature_4096_sha512", "rsa_signature",
    ].map { name in
        wycheproof(
            extras + name + "_test.json", "`PublicKey.isValid`, PKCS#1 v1.5", leftOut: "other sizes and hashes"
        ) { group, vector in
            try verify(group.keyDer, vector, hash(group.sha).map(SignatureAlgorithm.pkcs1))
        }
    }

    static let rsaPSS = [
        "rsa_pss_2048_sha1_mgf1_20", "rsa_pss_2048_sha256_mgf1_0", "rsa_pss_2048_sha256_mgf1_32",
        "rsa_pss_3072_sha256_mgf1_32", "rsa_pss_4096_sha256_mgf1_32", "rsa_pss_4096_sha512_mgf1_32", "rsa_pss_misc",
    ].map { name in
        wycheproof(
            extras + name + "_test.json", "`PublicKey.isValid`, PSS",
            leftOut: "SHA-1, salts not as long as the digest, two hashes"
        ) { group, vector in
            guard let hash = hash(group.sha), group.mgfSha == group.sha, group.sLen == hash.digestLength else {
                return .notOurs
            }
            return try verify(group.keyDer, vector, .pss(hash))
        }
    }

    /// FIPS 186-3 SigVer; the public key and the signature are encoded as DER here.
    static let nistECDSA = [
        text(
            .cryptography, "asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", "`PublicKey.isValid`, ECDSA",
            leftOut: "other curves and hashes"
        ) { section, fields in
            let parts = section.split(separator: ",").map(String.init)
            guard fields["Msg"] != nil, let hash = hash(parts.last), let curve = NISTPoint(curve: parts[0]) else {
                return (.notOurs, "valid")
            }
            let isExpected = fields["Result"]?.hasPrefix("P") == true
            let isValid = try? curve.verify(fields, hash: hash)
            return (isValid == true ? .accepted : .refused, isExpected ? "valid" : "invalid")
        }
    ]
}

/// A point and a signature of NIST's files, as the DER that the operations take.
private struct NISTPoint {
    let prefix: [UInt8]
    let length: Int

    init?(curve: String) {
        switch curve {
        case "P-256": (prefix, length) = (Array(P256.Signing.PrivateKey().publicKey.derRepresentation.dropLast(64)), 32)
        case "P-384": (prefix, length) = (Array(P384.Signing.PrivateKey().publicKey.derRepresentation.dropLast(96)), 48)
        case "P-521":
            (prefix, length) = (Array(P521.Signing.PrivateKey().publicKey.derRepresentation.dropLast(132)), 66)
        default: return nil
        }
    }

    func verify(_ fields: [String: String], hash: HashAlgorithm) throws -> Bool {
        let key = try PublicKey(spki: prefix + number(fields["Qx"]) + number(fields["Qy"]))
        let raw = try number(fields["R"]) + number(fields["S"])
        let signature = ECDSASignatureDERForTests.encode(raw)
        return key.isValid(signature, message: try [UInt8](hex: fields["Msg"] ?? ""), using: .ecdsa(hash))
    }

    private func number(_ text: String?) throws -> [UInt8] {
        let digits = text ?? ""
        let bytes = try [UInt8](hex: digits.count % 2 == 0 ? digits : "0" + digits)
        let significant = bytes.drop { $0 == 0 }
        guard significant.count <= length else { throw CocoaError(.formatting) }
        return [UInt8](repeating: 0, count: length - significant.count) + significant
    }
}

/// A second writer of Ecdsa-Sig-Value, so that the module's own is not its own judge.
private enum ECDSASignatureDERForTests {
    static func encode(_ raw: [UInt8]) -> [UInt8] {
        switch raw.count {
        case 64: der { try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation }
        case 96: der { try P384.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation }
        default: der { try P521.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation }
        }
    }

    private static func der(_ make: () throws -> Data) -> [UInt8] { (try? make()).map(Array.init) ?? [] }
}
