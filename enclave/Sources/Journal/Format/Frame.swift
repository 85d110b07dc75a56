internal import EnclaveProtocol

/// The frames of a sealed file.
///
/// record: entry length 4, sealed length 4, entry, sealed.
/// commit: 0xFFFFFFFF, group length 4, SHA-256 of the group's records, chain hash after it; 72 bytes.
/// end (snapshots only): 0xFFFFFFFE, 4 zero bytes, count of records 8, HMAC-SHA256 of (header hash, count); 48 bytes.
enum Frame {
    static let recordPrefix = 8
    static let commitLength = 72
    static let endLength = 48
    static let commitMark = UInt32.max
    static let endMark = UInt32.max - 1
    static let largestEntry = 64 << 10
    static let largestSealed = MutationList.largest + RecordSeal.tagLength
    static let largestRecord = recordPrefix + largestEntry + largestSealed
    /// Records are gathered until a group has this many bytes; the last record may reach over.
    static let groupLimit = 256 << 10
    static let largestGroup = groupLimit + largestRecord

    static func record(entryLength: Int, sealedLength: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(recordPrefix)
        out.append(bigEndian: UInt32(entryLength))
        out.append(bigEndian: UInt32(sealedLength))
        return out
    }

    static func commit(groupLength: Int, hash: Hash256, chain: Hash256) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(commitLength)
        out.append(bigEndian: commitMark)
        out.append(bigEndian: UInt32(groupLength))
        return out + hash.bytes + chain.bytes
    }

    static func end(count: UInt64, _ seal: RecordSeal) -> [UInt8] {
        var out: [UInt8] = []
        out.append(bigEndian: endMark)
        out.append(bigEndian: UInt32(0))
        out.append(bigEndian: count)
        var authenticated = seal.headerHash
        authenticated.append(bigEndian: count)
        return out + seal.keys.authenticate(.end, authenticated).bytes
    }
}
