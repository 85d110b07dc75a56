internal import Crypto
internal import EnclaveProtocol

/// A recovery share sealed to its holder's P-256 key.
///
/// PEM `CASEMATE RECOVERY SHARE` over: version 1 (1 byte) ‖ kind 1 (1) ‖ set id (16) ‖ index (1) ‖ threshold (1) ‖ count (1) ‖
/// SHA-256 of the recipient's uncompressed point (32) ‖ HPKE encapsulated key (65) ‖ ciphertext ‖ tag. HPKE info is
/// "casemate/recovery/1"; the bytes before the encapsulated key are authenticated with it.
public struct SealedShare: Sendable, Hashable {
    /// The set's random id, 16 bytes.
    public let setID: [UInt8]
    /// The share's number, from 1.
    public let index: Int
    /// How many shares open the domain.
    public let threshold: Int
    /// How many shares the set has.
    public let count: Int
    /// SHA-256 of the recipient's uncompressed public point.
    public let recipient: [UInt8]
    private let header: [UInt8]
    private let sealed: [UInt8]

    private static let formatVersion: UInt8 = 1
    /// Sealed to a holder; no other kind exists.
    private static let kind: UInt8 = 1
    private static let info = "casemate/recovery/1"
    private static let label = "CASEMATE RECOVERY SHARE"
    private static let headerLength = 53
    private static let longestFile = 4096

    /// Seals a share to a P-256 public key given as DER SubjectPublicKeyInfo.
    public init(sealing share: RecoveryShare, to spki: [UInt8]) throws(KeyError) {
        let point = try SealingSuite.point(ofSPKI: spki)
        let header =
            [Self.formatVersion, Self.kind] + share.setID + [
                share.index, share.header.threshold, share.header.count,
            ]
            + Self.fingerprint(point)
        let sealed = try SealingSuite.seal(share.bytes, to: point, info: Self.info, header: header)
        try self.init(header: header, sealed: sealed)
    }

    /// Reads a sealed share's text.
    public init(_ file: [UInt8]) throws(KeyError) {
        let bytes = try PEMBlock.only(Self.label, in: file, limit: Self.longestFile, part: .sealedShare)
        guard let version = bytes.first else { throw .fileMalformed(.sealedShare) }
        guard version == Self.formatVersion else { throw .formatVersion(.sealedShare, version) }
        guard bytes.count > Self.headerLength + SealingSuite.encapsulatedLength + SealingSuite.tagLength else {
            throw .fileMalformed(.sealedShare)
        }
        try self.init(header: Array(bytes[..<Self.headerLength]), sealed: Array(bytes[Self.headerLength...]))
    }

    private init(header: [UInt8], sealed: [UInt8]) throws(KeyError) {
        guard header[1] == Self.kind else { throw .fileMalformed(.sealedShare) }
        setID = Array(header[2..<18])
        (index, threshold, count) = (Int(header[18]), Int(header[19]), Int(header[20]))
        recipient = Array(header[21...])
        self.header = header
        self.sealed = sealed
    }

    /// The file as PEM text.
    public var text: String { PEMBlock(label: Self.label, bytes: header + sealed).text }

    /// Opens the share with its holder's private key. Runs anywhere, offline.
    /// - Throws: ``KeyError`` when the key is another holder's or the share is damaged.
    public func open(with holder: PlainPrivateKey) throws(KeyError) -> RecoveryShare {
        try open(with: LiveKey(pkcs8: holder.pkcs8))
    }

    /// Opens the share with the P-256 key it is sealed to.
    package func open(with key: LiveKey) throws(KeyError) -> RecoveryShare {
        guard let spki = key.publicKeySPKI, let point = try? SealingSuite.point(ofSPKI: spki),
            Self.fingerprint(point) == recipient
        else { throw .shareOfOtherHolder }
        let bytes = try SealingSuite.open(
            sealed[...], with: SealingSuite.scalar(of: key), info: Self.info, header: header, part: .sealedShare)
        let share = try RecoveryShare(bytes: bytes)
        guard share.setID == setID, Int(share.index) == index, share.threshold == threshold, share.count == count else {
            throw .sealBroken(.sealedShare)
        }
        return share
    }

    private static func fingerprint(_ point: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: point)) }
}
