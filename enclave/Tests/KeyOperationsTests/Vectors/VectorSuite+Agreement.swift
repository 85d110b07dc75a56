import Crypto
import CryptoExtras
import EnclaveProtocol
import Foundation

@testable import KeyOperations

extension VectorSuite {
    private static let curves: [(name: String, algorithm: KeyAlgorithm, length: Int)] = [
        ("secp256r1", .p256, 32), ("secp384r1", .p384, 48), ("secp521r1", .p521, 66),
    ]

    static let ecdh = curves.map { curve in
        wycheproof("Test Vectors/ecdh_\(curve.name)_test.json", "`LiveKey.sharedSecret`") { _, vector in
            try agree(vector, curve.algorithm, curve.length, spki: [UInt8](hex: vector.public ?? ""))
        }
    }

    /// Bare points are no format of ours; the same operation runs with the SubjectPublicKeyInfo put around them.
    static let ecdhPoints = curves.map { curve in
        let own = (try? LiveKey.generate(curve.algorithm).publicKeySPKI) ?? []
        return wycheproof(
            "Test Vectors/ecdh_\(curve.name)_ecpoint_test.json", "`LiveKey.sharedSecret`, point wrapped as SPKI",
            leftOut: "compressed and malformed points"
        ) { _, vector in
            let point = try [UInt8](hex: vector.public ?? "")
            guard point.count == 1 + 2 * curve.length, point.first == 4 else { return .notOurs }
            return try agree(vector, curve.algorithm, curve.length, spki: own.dropLast(point.count) + point)
        }
    }

    private static func agree(
        _ vector: WycheproofFile.Vector, _ algorithm: KeyAlgorithm, _ length: Int, spki: [UInt8]
    ) throws -> VectorOutcome {
        let digits = vector.private ?? ""
        let scalar = try [UInt8](hex: digits.count % 2 == 0 ? digits : "0" + digits).drop { $0 == 0 }
        let padded = [UInt8](repeating: 0, count: max(length - scalar.count, 0)) + scalar
        let secret = try LiveKey(stored: padded, algorithm: algorithm).sharedSecret(withPublicKeySPKI: spki)
        return secret == (try [UInt8](hex: vector.shared ?? "")) ? .accepted : .refused
    }

    static let oaep = ["rsa_oaep_2048_sha1_mgf1sha1", "rsa_oaep_2048_sha256_mgf1sha256", "rsa_oaep_misc"].map { name in
        wycheproof(
            "CryptoExtrasVectors/\(name)_test.json", "`LiveKey.decryptOAEP`",
            leftOut: "labels, other hashes, two hashes, other sizes"
        ) { group, vector in
            let hashes: [String: OAEPHash] = ["SHA-1": .sha1, "SHA-256": .sha256]
            guard let hash = hashes[group.sha ?? ""], group.mgfSha == group.sha, vector.label == "",
                let key = try? LiveKey(pkcs8: [UInt8](hex: group.privateKeyPkcs8 ?? ""))
            else { return .notOurs }
            let plaintext = try key.decryptOAEP([UInt8](hex: vector.ct ?? ""), hash: hash)
            return plaintext == (try [UInt8](hex: vector.msg ?? "")) ? .accepted : .refused
        }
    }

    /// RFC 9180: what a sealed key uses is one suite, base mode, the first message.
    static let hpke = [
        VectorSuite(
            source: .swiftCrypto, path: "CryptoTests/HPKE/hpke-test-vectors.json", operation: "`SealingSuite.open`",
            leftOut: "other suites, modes and later messages"
        ) { bytes in
            var counts = VectorCounts()
            for vector in try JSONDecoder().decode([HPKEVector].self, from: Data(bytes)) {
                for (number, message) in vector.encryptions.enumerated() {
                    let outcome = number == 0 ? (try? vector.open(message)) ?? .refused : .notOurs
                    counts.add(outcome, expected: "valid", name: "hpke \(number)")
                }
            }
            return counts
        }
    ]
}

private struct HPKEVector: Decodable {
    struct Message: Decodable { let aad, ct, pt: String }
    let mode, kem_id, kdf_id, aead_id: Int
    let info, skRm, enc: String
    let encryptions: [Message]

    func open(_ message: Message) throws -> VectorOutcome {
        guard (mode, kem_id, kdf_id, aead_id) == (0, 16, 1, 2) else { return .notOurs }
        let sealed = try [UInt8](hex: enc) + [UInt8](hex: message.ct)
        let opened = try SealingSuite.open(
            sealed[...], with: [UInt8](hex: skRm), info: String(decoding: [UInt8](hex: info), as: UTF8.self),
            header: [UInt8](hex: message.aad), part: .sealedKey)
        return opened == (try [UInt8](hex: message.pt)) ? .accepted : .refused
    }
}
