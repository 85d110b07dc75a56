internal import Crypto
package import EnclaveProtocol
internal import Journal

/// A backup file: every live slot of one moment, sealed under the domain key, so that only recovery shares open it.
///
/// Header: magic 8, version 4, instance 16, member 16, time 8, record number 8, chain hash 32, salt 32. Then chunks: length
/// 4, AES-256-GCM ciphertext and tag under HKDF-SHA256(domain key, salt, "casemate/backup/1"), nonce the chunk's number
/// (the key is this file's alone), additional data SHA-256(header) ‖ number ‖ 1 on the last chunk. A chunk is a list of
/// slot kind 1, id 16, value.
package enum BackupFormat {
    static let magic = Array("CSMTBKUP".utf8)
    static let version: UInt32 = 1
    static let headerLength = 124
    static let tagLength = 16
    /// Plaintext of a chunk, about; a value longer than it is a chunk by itself.
    static let chunkLength = 32 << 10
    static let longestChunk = 2 << 20

    /// What stands before the chunks.
    package struct Header: Sendable, Equatable {
        var instanceID: Identifier
        var memberID: Identifier
        /// Milliseconds since 1970.
        var time: Int64
        var recordNumber: UInt64
        var chain: [UInt8]
        var salt: [UInt8]

        package init(
            instanceID: Identifier, memberID: Identifier, time: Int64, recordNumber: UInt64, chain: [UInt8],
            salt: [UInt8]
        ) {
            self.instanceID = instanceID
            self.memberID = memberID
            self.time = time
            self.recordNumber = recordNumber
            self.chain = chain
            self.salt = salt
        }

        init(decoding bytes: [UInt8]) throws(Refusal) {
            var reader = WireReader(bytes)
            do {
                guard try reader.fixed(8) == magic else {
                    throw Refusal(.corruptState, "this is no backup of an enclave")
                }
                let version = try reader.uint32()
                guard version <= BackupFormat.version else {
                    throw Refusal(
                        .unsupportedVersion, "the backup has format version \(version)",
                        remedy: "Start a newer program.")
                }
                instanceID = try reader.value()
                memberID = try reader.value()
                time = try reader.int64()
                recordNumber = try reader.uint64()
                chain = try reader.fixed(32)
                salt = try reader.fixed(32)
            } catch let refusal as Refusal { throw refusal } catch {
                throw Refusal(.corruptState, "the backup ends within its header")
            }
        }

        var encoded: [UInt8] {
            var writer = WireWriter(capacity: headerLength)
            writer.fixed(magic)
            writer.uint32(version)
            writer.value(instanceID)
            writer.value(memberID)
            writer.int64(time)
            writer.uint64(recordNumber)
            writer.fixed(chain)
            writer.fixed(salt)
            return writer.bytes
        }

        func key(_ domainKey: DomainKey) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: domainKey.key, salt: salt, info: Array("casemate/backup/1".utf8), outputByteCount: 32)
        }

        func additionalData(chunk: UInt64, isLast: Bool) -> [UInt8] {
            var writer = WireWriter(capacity: 41)
            writer.fixed(Array(SHA256.hash(data: encoded)))
            writer.uint64(chunk)
            writer.bool(isLast)
            return writer.bytes
        }
    }

    static func nonce(chunk: UInt64) throws -> AES.GCM.Nonce {
        var writer = WireWriter(capacity: 12)
        writer.uint32(0)
        writer.uint64(chunk)
        return try AES.GCM.Nonce(data: writer.bytes)
    }
}
