internal import Crypto
public import EnclaveProtocol

private import struct FoundationEssentials.Data

/// A sealed session: HPKE (DHKEM P-256, HKDF-SHA256, AES-256-GCM; RFC 9180) inside the frames of one connection.
///
/// Frames towards the enclave use the HPKE context and its sequence numbers. Frames back use AES-256-GCM under a key
/// exported from the context (§5.3), with a counter as nonce: the key serves one session only and lives in
/// memory. A frame that is dropped, repeated, reordered or altered does not open, and the session is over.
public struct SealedSession: Sendable {
    private enum Role {
        case caller(HPKE.Sender)
        case enclave(HPKE.Recipient)
    }

    private static let info = Array("casemate/session/1".utf8)
    private static let answerContext = Array("casemate/session/1/answer".utf8)

    private var role: Role
    private let answerKey: SymmetricKey
    private var answerNumber: UInt64 = 0

    /// Opens a session to the enclave that holds `sessionKey` (uncompressed P-256 point, 65 bytes), and gives what to
    /// send to it.
    public static func open(to sessionKey: [UInt8]) throws(SealedSessionError) -> (SealedSession, SessionOpen) {
        do {
            let key = try P256.KeyAgreement.PublicKey(x963Representation: sessionKey)
            let sender = try HPKE.Sender(
                recipientKey: key, ciphersuite: .P256_SHA256_AES_GCM_256, info: Data(Self.info))
            let answerKey = try sender.exportSecret(context: Data(Self.answerContext), outputByteCount: 32)
            let opening = SessionOpen(encapsulatedKey: Array(sender.encapsulatedKey))
            return (SealedSession(role: .caller(sender), answerKey: answerKey), opening)
        } catch {
            throw .invalidSessionKey
        }
    }

    /// The enclave's end of a session that a caller opened.
    public init(accepting opening: SessionOpen, with key: SessionPrivateKey) throws(SealedSessionError) {
        do {
            let recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: .P256_SHA256_AES_GCM_256, info: Data(Self.info),
                encapsulatedKey: Data(opening.encapsulatedKey))
            answerKey = try recipient.exportSecret(context: Data(Self.answerContext), outputByteCount: 32)
            role = .enclave(recipient)
        } catch {
            throw .invalidEncapsulatedKey
        }
    }

    private init(role: Role, answerKey: SymmetricKey) {
        self.role = role
        self.answerKey = answerKey
    }

    /// Encrypts a whole frame into the body of a `sealed` frame.
    public mutating func seal(_ frame: Frame) throws(SealedSessionError) -> Frame {
        do {
            let body: [UInt8]
            switch role {
            case .caller(var sender):
                body = Array(try sender.seal(frame.encoded))
                role = .caller(sender)
            case .enclave:
                let box = try AES.GCM.seal(frame.encoded, using: answerKey, nonce: try nextAnswerNonce())
                body = Array(box.ciphertext) + Array(box.tag)
            }
            return Frame(kind: .sealed, requestID: frame.header.requestID, body: body)
        } catch {
            throw .sealingFailed
        }
    }

    /// Decrypts the body of a `sealed` frame into the frame it carries.
    public mutating func open(_ frame: Frame) throws(SealedSessionError) -> Frame {
        let inner: Frame
        do {
            inner = try Frame(decoding: try plaintext(of: frame.body))
        } catch {
            throw .openingFailed
        }
        guard inner.header.requestID == frame.header.requestID, inner.header.kind != .sealed else {
            throw .openingFailed
        }
        return inner
    }

    private mutating func plaintext(of body: [UInt8]) throws -> [UInt8] {
        switch role {
        case .enclave(var recipient):
            let text = try recipient.open(body)
            role = .enclave(recipient)
            return Array(text)
        case .caller:
            guard body.count >= 16 else { throw SealedSessionError.openingFailed }
            let box = try AES.GCM.SealedBox(
                nonce: try nextAnswerNonce(), ciphertext: body.dropLast(16), tag: body.suffix(16))
            return Array(try AES.GCM.open(box, using: answerKey))
        }
    }

    private mutating func nextAnswerNonce() throws -> AES.GCM.Nonce {
        let (next, overflow) = answerNumber.addingReportingOverflow(1)
        guard !overflow else { throw SealedSessionError.sealingFailed }
        defer { answerNumber = next }
        var writer = WireWriter(capacity: 12)
        writer.uint32(0)
        writer.uint64(answerNumber)
        return try AES.GCM.Nonce(data: writer.bytes)
    }
}
