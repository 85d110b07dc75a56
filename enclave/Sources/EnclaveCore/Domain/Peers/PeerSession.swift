internal import Crypto
internal import EnclaveProtocol

/// A session between two members: keys from an ephemeral agreement and the domain key, so that it takes both an admitted
/// identity and the domain key to speak in it, and what was captured stays closed when the domain key is found later.
struct PeerSession {
    let id: Identifier
    let peer: Identifier
    let incarnation: Identifier
    private let queryKey: SymmetricKey
    private let replyKey: SymmetricKey
    /// The number of the newest query.
    private(set) var number: UInt64 = 0

    /// Nil when the agreement fails.
    init?(
        id: Identifier, with peer: PeerGreeting, own: P256.KeyAgreement.PrivateKey, hello: PeerGreeting,
        welcome: PeerGreeting, secret shared: SymmetricKey
    ) {
        guard let point = try? P256.KeyAgreement.PublicKey(x963Representation: peer.ephemeralKey),
            let secret = try? own.sharedSecretFromKeyAgreement(with: point)
        else { return nil }
        var salt = SHA256()
        salt.update(data: hello.encoded)
        salt.update(data: welcome.encoded)
        salt.update(data: id.bytes)
        let keyed = HMAC<SHA256>.authenticationCode(for: Array(salt.finalize()), using: shared)
        func key(_ use: String) -> SymmetricKey {
            secret.hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: Array(keyed), sharedInfo: Array("casemate/domain/\(use)/1".utf8),
                outputByteCount: 32)
        }
        self.id = id
        self.peer = peer.member
        incarnation = peer.incarnation
        queryKey = key("query")
        replyKey = key("reply")
    }

    /// Seals the next query.
    mutating func sealQuery(_ query: PeerQuery) -> SealedPeerMessage? {
        number += 1
        return seal(query.encoded, queryKey)
    }

    /// Opens the next query; nil when it is another or was altered.
    mutating func openQuery(_ message: SealedPeerMessage) -> PeerQuery? {
        guard message.number == number + 1, let bytes = open(message, queryKey) else { return nil }
        number = message.number
        return try? PeerQuery(decoding: bytes)
    }

    /// Seals the reply to the newest query. There is one for each, so no nonce is used twice.
    func sealReply(_ reply: PeerReply) -> SealedPeerMessage? { seal(reply.encoded, replyKey) }

    /// Opens the reply to the newest query.
    func openReply(_ message: SealedPeerMessage) -> PeerReply? {
        guard message.number == number, let bytes = open(message, replyKey) else { return nil }
        return try? PeerReply(decoding: bytes)
    }

    private func seal(_ bytes: [UInt8], _ key: SymmetricKey) -> SealedPeerMessage? {
        guard let nonce = Self.nonce(number), let box = try? AES.GCM.seal(bytes, using: key, nonce: nonce) else {
            return nil
        }
        return SealedPeerMessage(session: id, number: number, ciphertext: Array(box.ciphertext) + Array(box.tag))
    }

    private func open(_ message: SealedPeerMessage, _ key: SymmetricKey) -> [UInt8]? {
        guard message.session == id, message.ciphertext.count >= 16, let nonce = Self.nonce(message.number),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: message.ciphertext.dropLast(16), tag: message.ciphertext.suffix(16)),
            let bytes = try? AES.GCM.open(box, using: key)
        else { return nil }
        return Array(bytes)
    }

    private static func nonce(_ number: UInt64) -> AES.GCM.Nonce? {
        var writer = WireWriter(capacity: 12)
        writer.uint32(0)
        writer.uint64(number)
        return try? AES.GCM.Nonce(data: writer.bytes)
    }
}
