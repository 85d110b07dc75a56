internal import EnclaveProtocol
internal import Journal
internal import KeyOperations

/// The key a state was under before, while files may still be under it.
struct PreviousDomainKey: Sendable {
    /// The header's word for it.
    static let recipient = "previous"

    let key: DomainKey
    let generation: UInt32
}

extension DomainKey {
    /// The key before this one for the header, encrypted under this one and bound to the instance.
    func recipient(
        of previous: PreviousDomainKey, instance: Identifier
    ) throws(Refusal) -> StateHeader.Recipient {
        var writer = WireWriter()
        writer.uint32(previous.generation)
        let id = writer.bytes
        let blob = try Refusal.mapping { () throws(KeyError) in
            try previousCipher().encrypt(previous.key.bytes, additionalData: instance.bytes + id, keyVersion: 1)
        }
        return StateHeader.Recipient(kind: PreviousDomainKey.recipient, id: id, blob: blob)
    }

    /// The key before this one, where a header that was written under this one holds it.
    func previous(in header: StateHeader) throws(Refusal) -> PreviousDomainKey? {
        guard let recipient = header.recipients.first(where: { $0.kind == PreviousDomainKey.recipient }) else {
            return nil
        }
        var reader = WireReader(recipient.id)
        let bytes = try Refusal.mapping { () throws(KeyError) in
            try previousCipher().decrypt(
                recipient.blob, additionalData: header.identity.instance.bytes + recipient.id)
        }
        guard let generation = try? reader.uint32(), bytes.count == Self.length else {
            throw Refusal(.corruptState, "the previous domain key in the header is none")
        }
        return PreviousDomainKey(key: DomainKey(bytes: bytes), generation: generation)
    }

    private func previousCipher() throws(KeyError) -> EnvelopeCipher {
        try EnvelopeCipher(try LiveKey(stored: derived("casemate/domain/previous/1").bytes, algorithm: .aes256))
    }
}
