internal import Crypto

/// One of n shares of the domain key, in clear. Secret: it travels only sealed (``SealedShare``).
///
/// 92 bytes: version 1 (1) ‖ set id (16) ‖ threshold (1) ‖ count (1) ‖ index (1) ‖ commitment (32) ‖ value (32) ‖ the first
/// 8 bytes of SHA-256 of all before.
public struct RecoveryShare: Sendable, Hashable {
    struct Header: Sendable, Hashable {
        let setID: [UInt8]
        let threshold: UInt8
        let count: UInt8

        var bytes: [UInt8] { [RecoveryShare.formatVersion] + setID + [threshold, count] }
    }

    let header: Header
    /// The point of the polynomials, 1 to n.
    public let index: UInt8
    let commitment: [UInt8]
    let value: [UInt8]

    static let formatVersion: UInt8 = 1
    static let setIDLength = 16
    private static let checksumLength = 8
    private static let length = 1 + setIDLength + 3 + 32 + 32 + checksumLength

    /// The set's random id, 16 bytes: shares of different sets do not mix.
    public var setID: [UInt8] { header.setID }
    /// How many shares open the domain.
    public var threshold: Int { Int(header.threshold) }
    /// How many shares the set has.
    public var count: Int { Int(header.count) }

    init(header: Header, index: UInt8, commitment: [UInt8], value: [UInt8]) {
        self.header = header
        self.index = index
        self.commitment = commitment
        self.value = value
    }

    /// Reads a share's 92 bytes.
    /// - Throws: ``KeyError`` when the version is newer, the length is another, or a byte is not what was written.
    public init(bytes: [UInt8]) throws(KeyError) {
        guard let version = bytes.first else { throw .fileMalformed(.share) }
        guard version == Self.formatVersion else { throw .formatVersion(.share, version) }
        guard bytes.count == Self.length else { throw .fileMalformed(.share) }
        let (body, checksum) = (bytes.dropLast(Self.checksumLength), bytes.suffix(Self.checksumLength))
        guard Self.checksum(Array(body)).elementsEqual(checksum) else { throw .shareDamaged }
        header = Header(setID: Array(bytes[1..<17]), threshold: bytes[17], count: bytes[18])
        index = bytes[19]
        commitment = Array(bytes[20..<52])
        value = Array(bytes[52..<84])
        guard index >= 1, index <= header.count, header.threshold >= 1, header.threshold <= header.count else {
            throw .fileMalformed(.share)
        }
    }

    /// The share's bytes, in clear.
    public var bytes: [UInt8] {
        let body = header.bytes + [index] + commitment + value
        return body + Self.checksum(body)
    }

    private static func checksum(_ body: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: body).prefix(checksumLength))
    }
}
