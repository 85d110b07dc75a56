internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

/// A digest in the library's own type, made from a message or from digest bytes that a caller computed.
enum PreparedDigest: Sendable {
    case sha256(SHA256Digest)
    case sha384(SHA384Digest)
    case sha512(SHA512Digest)

    init(hashing message: [UInt8], with hash: HashAlgorithm) {
        self =
            switch hash {
            case .sha256: .sha256(SHA256.hash(data: message))
            case .sha384: .sha384(SHA384.hash(data: message))
            case .sha512: .sha512(SHA512.hash(data: message))
            }
    }

    /// Digest bytes of the hash named; the length must be that hash's.
    init(bytes: [UInt8], of hash: HashAlgorithm) throws(KeyError) {
        guard bytes.count == hash.digestLength else {
            throw .digestLength(expected: hash.digestLength, given: bytes.count)
        }
        self =
            switch hash {
            case .sha256: .sha256(try Self.adopt(bytes, into: Self.empty256))
            case .sha384: .sha384(try Self.adopt(bytes, into: Self.empty384))
            case .sha512: .sha512(try Self.adopt(bytes, into: Self.empty512))
            }
    }

    var bytes: [UInt8] {
        switch self {
        case .sha256(let digest): Array(digest)
        case .sha384(let digest): Array(digest)
        case .sha512(let digest): Array(digest)
        }
    }

    var hash: HashAlgorithm {
        switch self {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }

    private static let empty256 = SHA256.hash(data: [UInt8]())
    private static let empty384 = SHA384.hash(data: [UInt8]())
    private static let empty512 = SHA512.hash(data: [UInt8]())

    // The library signs with RSA only what has one of its own digest types, and gives those no initialiser from bytes.
    // So the bytes of a digest are replaced in place, and the public view of the result is compared with what was meant:
    // were the type's layout ever another, this refuses instead of signing something else.
    private static func adopt<D: Digest>(_ bytes: [UInt8], into template: D) throws(KeyError) -> D {
        guard MemoryLayout<D>.size == bytes.count else { throw .libraryFailure(.sign) }
        var digest = template
        unsafe withUnsafeMutableBytes(of: &digest) { unsafe $0.copyBytes(from: bytes) }
        let isMeant = unsafe digest.withUnsafeBytes { unsafe $0.elementsEqual(bytes) }
        guard isMeant else { throw .libraryFailure(.sign) }
        return digest
    }
}
