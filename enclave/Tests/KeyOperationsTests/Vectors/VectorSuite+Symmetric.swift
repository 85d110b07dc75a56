import Crypto
import CryptoExtras
import EnclaveProtocol
import Foundation

@testable import KeyOperations

extension VectorSuite {
    /// No operation takes a nonce, so the library's cipher runs.
    static let ciphers = [
        wycheproof(
            "Test Vectors/aes_gcm_test.json", "no operation (nonces are the enclave's): the library's AES-GCM",
            leftOut: "nonces shorter than 12 bytes, which the library refuses"
        ) { group, vector in
            guard let size = group.ivSize, size >= 96 else { return .notOurs }
            let opened = try AES.GCM.open(
                AES.GCM.SealedBox(
                    nonce: AES.GCM.Nonce(data: [UInt8](hex: vector.iv ?? "")),
                    ciphertext: [UInt8](hex: vector.ct ?? ""),
                    tag: [UInt8](hex: vector.tag ?? "")),
                using: SymmetricKey(data: [UInt8](hex: vector.key ?? "")),
                authenticating: [UInt8](hex: vector.aad ?? ""))
            return Array(opened) == (try [UInt8](hex: vector.msg ?? "")) ? .accepted : .refused
        },
        wycheproof(
            "CryptoExtrasVectors/aes_cbc_pkcs5_test.json",
            "no operation (only `PrivateKeyReader` decrypts CBC): the library's AES-CBC"
        ) { _, vector in
            let opened = try AES._CBC.decrypt(
                [UInt8](hex: vector.ct ?? ""), using: SymmetricKey(data: [UInt8](hex: vector.key ?? "")),
                iv: AES._CBC.IV(ivBytes: [UInt8](hex: vector.iv ?? "")))
            return Array(opened) == (try [UInt8](hex: vector.msg ?? "")) ? .accepted : .refused
        },
    ]

    static let keyWrap = ["128", "192", "256"].flatMap { bits in
        [
            wrapping("KW_AE_\(bits)", "`KeyWrap.wrap`") { try KeyWrap(keyBytes: $0).wrap($1) },
            unwrapping("KW_AD_\(bits)", "`KeyWrap.unwrap`") { try KeyWrap(keyBytes: $0).unwrap($1) },
            wrapping("KWP_AE_\(bits)", "`KeyWrap.wrapPadded`") { try KeyWrap(keyBytes: $0).wrapPadded($1) },
            unwrapping("KWP_AD_\(bits)", "`KeyWrap.unwrapPadded`") { try KeyWrap(keyBytes: $0).unwrapPadded($1) },
        ]
    }

    private static func wrapping(
        _ name: String, _ operation: String, _ wrap: @escaping @Sendable ([UInt8], [UInt8]) throws -> [UInt8]
    ) -> VectorSuite {
        text(.cryptography, "keywrap/kwtestvectors/\(name).txt", operation) { _, fields in
            let wrapped = try? wrap([UInt8](hex: fields["K"] ?? ""), [UInt8](hex: fields["P"] ?? ""))
            return (wrapped == (try [UInt8](hex: fields["C"] ?? "")) ? .accepted : .refused, "valid")
        }
    }

    private static func unwrapping(
        _ name: String, _ operation: String, _ unwrap: @escaping @Sendable ([UInt8], [UInt8]) throws -> [UInt8]
    ) -> VectorSuite {
        text(.cryptography, "keywrap/kwtestvectors/\(name).txt", operation) { _, fields in
            let payload = try? unwrap([UInt8](hex: fields["K"] ?? ""), [UInt8](hex: fields["C"] ?? ""))
            guard let expected = fields["P"] else { return (payload == nil ? .refused : .accepted, "invalid") }
            return (payload == (try [UInt8](hex: expected)) ? .accepted : .refused, "valid")
        }
    }
}
