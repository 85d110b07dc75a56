internal import Crypto
internal import CryptoExtras
internal import EnclaveProtocol
internal import FoundationEssentials
internal import SwiftASN1

/// EncryptedPrivateKeyInfo (RFC 5958 §3) with PBES2 (RFC 8018 §6.2): PBKDF2 or scrypt, and AES-CBC.
struct EncryptedPKCS8 {
    private let derivation: PassphraseDerivation
    private let keyLength: Int
    private let initialVector: [UInt8]
    private let ciphertext: [UInt8]

    init(_ bytes: [UInt8]) throws(KeyError) {
        self = try reading(.encryptedPKCS8) {
            try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in try Self(&nodes) }
        }
    }

    private init(_ nodes: inout ASN1NodeCollection.Iterator) throws {
        (derivation, keyLength, initialVector) = try DER.sequence(nodes.required(), identifier: .sequence) { nodes in
            let scheme = try ASN1ObjectIdentifier(derEncoded: &nodes)
            guard scheme == .pbes2 else { throw KeyError.encryptionScheme(scheme.refusalName) }
            return try DER.sequence(nodes.required(), identifier: .sequence) { try Self.parameters(&$0) }
        }
        ciphertext = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
    }

    func decrypt(passphrase: [UInt8]?) throws(KeyError) -> [UInt8] {
        guard let passphrase else { throw .passphraseMissing }
        let key = try derivation.key(from: passphrase, length: keyLength)
        do {
            return Array(try AES._CBC.decrypt(ciphertext, using: key, iv: AES._CBC.IV(ivBytes: initialVector)))
        } catch {
            throw .passphraseWrong
        }
    }

    private static func parameters(
        _ nodes: inout ASN1NodeCollection.Iterator
    ) throws -> (PassphraseDerivation, Int, [UInt8]) {
        let derivation = try DER.sequence(nodes.required(), identifier: .sequence) { try PassphraseDerivation(&$0) }
        let (length, vector) = try DER.sequence(nodes.required(), identifier: .sequence) { nodes in
            let cipher = try ASN1ObjectIdentifier(derEncoded: &nodes)
            guard let length = cipher.aesCBCKeyLength else { throw KeyError.encryptionScheme(cipher.refusalName) }
            return (length, Array(try ASN1OctetString(derEncoded: &nodes).bytes))
        }
        guard derivation.statedLength.map({ $0 == length }) ?? true else {
            throw KeyError.fileMalformed(.encryptedPKCS8)
        }
        return (derivation, length, vector)
    }
}

extension ASN1ObjectIdentifier {
    fileprivate var aesCBCKeyLength: Int? {
        switch self {
        case .aes128CBC: 16
        case .aes192CBC: 24
        case .aes256CBC: 32
        default: nil
        }
    }
}
