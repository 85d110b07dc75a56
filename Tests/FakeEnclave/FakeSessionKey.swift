internal import Crypto
internal import EnclaveProtocol
internal import Foundation

/// The enclave's end of sealed sessions, written a second time from the protocol's text: it tests the caller's.
struct FakeSessionKey: Sendable {
    static let foreign = Array(P256.KeyAgreement.PrivateKey(compactRepresentable: false).publicKey.x963Representation)
    private let key = P256.KeyAgreement.PrivateKey(compactRepresentable: false)

    var publicKey: [UInt8] { Array(key.publicKey.x963Representation) }

    func accept(_ opening: SessionOpen) throws -> FakeSession {
        let recipient = try HPKE.Recipient(
            privateKey: key, ciphersuite: .P256_SHA256_AES_GCM_256, info: Data("casemate/session/1".utf8),
            encapsulatedKey: Data(opening.encapsulatedKey))
        let answerKey = try recipient.exportSecret(
            context: Data("casemate/session/1/answer".utf8), outputByteCount: 32)
        return FakeSession(recipient: recipient, answerKey: answerKey)
    }
}

/// One session.
struct FakeSession {
    var recipient: HPKE.Recipient
    let answerKey: SymmetricKey
    var number: UInt64 = 0

    mutating func open(_ body: [UInt8]) throws -> Frame { try Frame(decoding: Array(try recipient.open(body))) }

    mutating func seal(_ frame: Frame) throws -> Frame {
        var nonce = WireWriter(capacity: 12)
        nonce.uint32(0)
        nonce.uint64(number)
        number += 1
        let box = try AES.GCM.seal(frame.encoded, using: answerKey, nonce: try AES.GCM.Nonce(data: nonce.bytes))
        return Frame(kind: .sealed, requestID: frame.header.requestID, body: Array(box.ciphertext) + Array(box.tag))
    }
}
