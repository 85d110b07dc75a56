internal import Crypto
package import EnclaveProtocol
package import Journal

/// Reads a backup file chunk by chunk, each authenticated before it is looked at.
package struct BackupReader {
    let header: BackupFormat.Header
    private let file: any StorageFile

    package init(_ file: any StorageFile) throws(Refusal) {
        self.file = file
        header = try BackupFormat.Header(decoding: try Self.read(BackupFormat.headerLength, at: 0, of: file))
    }

    /// Every slot of the file, in its order. The end is authenticated too: a shortened file is refused.
    package func forEach(
        _ domainKey: DomainKey, _ body: (RecordSlot, [UInt8]) throws(Refusal) -> Void
    ) throws(Refusal) {
        let key = header.key(domainKey)
        var offset = UInt64(BackupFormat.headerLength)
        var number: UInt64 = 0
        while true {
            let (chunk, isLast) = try chunk(number, at: &offset, key)
            try Self.slots(of: chunk, body)
            guard !isLast else { break }
            number += 1
        }
        guard try Self.read(1, at: offset, of: file).isEmpty else { throw Self.altered("bytes behind its end") }
    }

    private func chunk(
        _ number: UInt64, at offset: inout UInt64, _ key: SymmetricKey
    ) throws(Refusal) -> ([UInt8], isLast: Bool) {
        var reader = WireReader(try Self.read(4, at: offset, of: file))
        guard let length = try? Int(reader.uint32()), length <= BackupFormat.longestChunk else {
            throw Self.altered("chunk \(number)")
        }
        let sealed = try Self.read(length, at: offset + 4, of: file)
        guard sealed.count == length, length >= BackupFormat.tagLength else { throw Self.altered("chunk \(number)") }
        offset += UInt64(4 + length)
        for isLast in [false, true] {
            if let plain = try? open(sealed, number, isLast: isLast, key) { return (plain, isLast) }
        }
        throw Self.altered("chunk \(number)")
    }

    private func open(_ sealed: [UInt8], _ number: UInt64, isLast: Bool, _ key: SymmetricKey) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(
            nonce: try BackupFormat.nonce(chunk: number), ciphertext: sealed.dropLast(BackupFormat.tagLength),
            tag: sealed.suffix(BackupFormat.tagLength))
        return Array(
            try AES.GCM.open(box, using: key, authenticating: header.additionalData(chunk: number, isLast: isLast)))
    }

    private static func slots(
        of chunk: [UInt8], _ body: (RecordSlot, [UInt8]) throws(Refusal) -> Void
    ) throws(Refusal) {
        var reader = WireReader(chunk)
        while reader.remaining > 0 {
            guard let kind = try? reader.uint8(), let id: Identifier = try? reader.value(),
                let value = try? reader.data()
            else { throw altered("a list of slots") }
            try body(RecordSlot(kind: kind, id: id), value)
        }
    }

    private static func read(_ count: Int, at offset: UInt64, of file: any StorageFile) throws(Refusal) -> [UInt8] {
        do {
            return try file.read(count, at: offset)
        } catch {
            throw Refusal(.storageFailed, "the backup cannot be read (errno \(error.errno))")
        }
    }

    private static func altered(_ what: String) -> Refusal {
        Refusal(
            .corruptState, "the backup is not what was written: \(what)",
            remedy: "Use another copy of it, and shares of the set it was made under.")
    }
}
