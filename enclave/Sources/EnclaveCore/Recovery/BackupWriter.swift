internal import Crypto
internal import EnclaveProtocol
package import Journal

/// Writes a backup file chunk by chunk; memory holds one chunk.
package struct BackupWriter {
    private let header: BackupFormat.Header
    private let key: SymmetricKey
    private let file: any StorageFile
    private var chunk = WireWriter(capacity: BackupFormat.chunkLength)
    private var number: UInt64 = 0
    private var offset: UInt64
    private var hash: SHA256

    package init(_ header: BackupFormat.Header, _ domainKey: DomainKey, to file: any StorageFile) throws(StorageError) {
        self.header = header
        self.file = file
        key = header.key(domainKey)
        try file.write(header.encoded, at: 0)
        offset = UInt64(BackupFormat.headerLength)
        hash = SHA256()
        hash.update(data: header.encoded)
    }

    package mutating func add(_ slot: RecordSlot, _ value: [UInt8]) throws(JournalError) {
        chunk.uint8(slot.kind)
        chunk.fixed(slot.id.bytes)
        chunk.data(value)
        if chunk.bytes.count >= BackupFormat.chunkLength { try flush(isLast: false) }
    }

    /// Writes the last chunk and makes the file durable; its length and SHA-256.
    package mutating func finish() throws(JournalError) -> (length: UInt64, digest: [UInt8]) {
        try flush(isLast: true)
        do { try file.synchronize() } catch { throw Self.failed(error) }
        return (offset, Array(hash.finalize()))
    }

    private mutating func flush(isLast: Bool) throws(JournalError) {
        var writer = WireWriter(capacity: chunk.bytes.count + 32)
        do {
            let box = try AES.GCM.seal(
                chunk.bytes, using: key, nonce: try BackupFormat.nonce(chunk: number),
                authenticating: header.additionalData(chunk: number, isLast: isLast))
            writer.data(Array(box.ciphertext) + Array(box.tag))
            try file.write(writer.bytes, at: offset)
        } catch let error as StorageError { throw Self.failed(error) } catch {
            throw JournalError(.storageFailed, "a chunk of the backup could not be sealed")
        }
        hash.update(data: writer.bytes)
        offset += UInt64(writer.bytes.count)
        number += 1
        chunk = WireWriter(capacity: BackupFormat.chunkLength)
    }

    private static func failed(_ error: StorageError) -> JournalError {
        JournalError(
            .storageFailed, file: error.file, "\(error.operation) of \(error.file) failed (errno \(error.errno))")
    }
}
