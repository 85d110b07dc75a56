internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

/// HPKE base mode (RFC 9180): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; one message a context.
package enum SealingSuite {
    package static let encapsulatedLength = 65
    static let tagLength = 16

    private static let suite = HPKE.Ciphersuite(
        kem: .P256_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

    /// Encapsulated key ‖ ciphertext ‖ tag, for the holder of the private half of an uncompressed P-256 point.
    package static func seal(
        _ plaintext: [UInt8], to point: [UInt8], info: String, header: [UInt8]
    ) throws(KeyError) -> [UInt8] {
        do {
            let recipient = try P256.KeyAgreement.PublicKey(x963Representation: point)
            var sender = try HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: Data(info.utf8))
            let ciphertext = try sender.seal(plaintext, authenticating: header)
            return Array(sender.encapsulatedKey) + Array(ciphertext)
        } catch {
            throw .publicKeyInvalid
        }
    }

    /// Opens what ``seal(_:to:info:header:)`` made; `part` names it when it does not open.
    package static func open(
        _ sealed: ArraySlice<UInt8>, with scalar: [UInt8], info: String, header: [UInt8], part: FilePart
    ) throws(KeyError) -> [UInt8] {
        do {
            let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: scalar)
            let encapsulated = Data(sealed.prefix(encapsulatedLength))
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: Data(info.utf8), encapsulatedKey: encapsulated)
            return Array(try recipient.open(sealed.dropFirst(encapsulatedLength), authenticating: header))
        } catch {
            throw .sealBroken(part)
        }
    }

    /// The uncompressed point of a P-256 SubjectPublicKeyInfo.
    static func point(ofSPKI spki: [UInt8]) throws(KeyError) -> [UInt8] {
        guard SubjectPublicKey.isPoint(spki, on: .p256),
            let key = try? P256.KeyAgreement.PublicKey(derRepresentation: spki)
        else { throw .publicKeyInvalid }
        return Array(key.x963Representation)
    }

    /// The scalar of a P-256 key; other algorithms cannot open.
    package static func scalar(of key: LiveKey) throws(KeyError) -> [UInt8] {
        guard key.algorithm == .p256 else { throw .operationMismatch(key.algorithm, .decrypt) }
        return key.stored
    }
}
