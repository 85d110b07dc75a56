import Crypto
import CryptoExtras
import EnclaveProtocol
import Foundation

@testable import KeyOperations

/// NIST's response files, and the Ed25519 file of its authors.
extension VectorSuite {
    static let nistRSA = [
        rsaVerification("SigVer15_186-3", "`PublicKey.isValid`, PKCS#1 v1.5", leftOut: "shorter keys, other hashes") {
            hash, _ in .pkcs1(hash)
        },
        rsaVerification(
            "SigVerPSS_186-3", "`PublicKey.isValid`, PSS", leftOut: "shorter keys, other hashes and salt lengths"
        ) { hash, saltLength in saltLength == hash.digestLength ? .pss(hash) : nil },
    ]

    private static func rsaVerification(
        _ name: String, _ operation: String, leftOut: String,
        _ algorithm: @escaping @Sendable (HashAlgorithm, _ saltLength: Int) -> SignatureAlgorithm?
    ) -> VectorSuite {
        VectorSuite(
            source: .cryptography, path: "asymmetric/RSA/FIPS_186-2/\(name).rsp", operation: operation,
            leftOut: leftOut
        ) { bytes in
            var counts = VectorCounts()
            var modulus = ""
            for (_, fields) in TextVectors.parse(bytes) {
                modulus = fields["n"] ?? modulus
                guard let result = fields["Result"] else { continue }
                let outcome = try rsaOutcome(modulus, fields, algorithm)
                counts.add(outcome, expected: result.hasPrefix("P") ? "valid" : "invalid", name: name)
            }
            return counts
        }
    }

    private static func rsaOutcome(
        _ modulus: String, _ fields: [String: String], _ algorithm: (HashAlgorithm, Int) -> SignatureAlgorithm?
    ) throws -> VectorOutcome {
        let hashes: [String: HashAlgorithm] = ["SHA256": .sha256, "SHA384": .sha384, "SHA512": .sha512]
        let exponent = try [UInt8](hex: fields["e"] ?? "").drop { $0 == 0 }
        let numbers = try? _RSA.Signing.PublicKey(n: [UInt8](hex: modulus), e: Array(exponent))
        guard let hash = hashes[fields["SHAAlg"] ?? ""], let numbers,
            let algorithm = algorithm(hash, (fields["SaltVal"]?.utf8.count ?? 0) / 2),
            let key = try? PublicKey(spki: Array(numbers.derRepresentation))
        else { return .notOurs }
        let message = try [UInt8](hex: fields["Msg"] ?? "")
        return key.isValid(try [UInt8](hex: fields["S"] ?? ""), message: message, using: algorithm)
            ? .accepted : .refused
    }

    static let nistGCM = ["128", "192", "256"].map { bits in
        text(
            .cryptography, "ciphers/AES/GCM/gcmDecrypt\(bits).rsp",
            "no operation (nonces are the enclave's): the library's AES-GCM",
            leftOut: "nonces shorter than 12 bytes and tags shorter than 16, which the library refuses"
        ) { _, fields in
            let (nonce, tag) = (try [UInt8](hex: fields["IV"] ?? ""), try [UInt8](hex: fields["Tag"] ?? ""))
            guard nonce.count >= 12, tag.count == 16 else { return (.notOurs, "valid") }
            let opened = try? AES.GCM.open(
                AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: nonce), ciphertext: [UInt8](hex: fields["CT"] ?? ""), tag: tag),
                using: SymmetricKey(data: [UInt8](hex: fields["Key"] ?? "")),
                authenticating: [UInt8](hex: fields["AAD"] ?? ""))
            guard let plaintext = fields["PT"] else { return (opened == nil ? .refused : .accepted, "invalid") }
            return (opened.map { [UInt8]($0) } == (try [UInt8](hex: plaintext)) ? .accepted : .refused, "valid")
        }
    }

    /// Lines of seed and point, point, message, signature and message: the signature is the same each time.
    static let ed25519Signing = [
        VectorSuite(
            source: .cryptography, path: "asymmetric/Ed25519/sign.input", operation: "`LiveKey.sign`, EdDSA",
            leftOut: ""
        ) { bytes in
            var counts = VectorCounts()
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                let key = try LiveKey(stored: Array([UInt8](hex: fields[0]).prefix(32)), algorithm: .ed25519)
                let signature = try key.sign(message: [UInt8](hex: fields[2]), using: .eddsa)
                let isSame = signature == Array(try [UInt8](hex: fields[3]).prefix(64))
                counts.add(isSame ? .accepted : .refused, expected: "valid", name: "sign.input")
            }
            return counts
        }
    ]
}
