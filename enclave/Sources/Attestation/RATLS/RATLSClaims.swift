internal import Crypto

/// The claims that a quote of the standard form commits to: CBOR `{"pubkey-hash": …, "nonce": …}`.
package struct RATLSClaims: Equatable {
    /// The digest in `pubkey-hash`, whose algorithm is an IANA named-information id.
    enum Algorithm: UInt64 {
        case sha256 = 1
        case sha384 = 7
        case sha512 = 8

        func digest(of bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .sha256: Array(SHA256.hash(data: bytes))
            case .sha384: Array(SHA384.hash(data: bytes))
            case .sha512: Array(SHA512.hash(data: bytes))
            }
        }
    }

    let algorithm: Algorithm
    let keyDigest: [UInt8]
    let nonce: [UInt8]?

    /// Most claims that are looked at.
    static let maximumCount = 64
    /// Longest nonce in bytes.
    static let maximumNonceLength = 1024

    private static let keyName = "pubkey-hash"
    private static let nonceName = "nonce"

    /// Claims for a key.
    init(publicKey der: [UInt8], nonce: [UInt8]?) {
        algorithm = .sha256
        keyDigest = Algorithm.sha256.digest(of: der)
        self.nonce = nonce
    }

    /// Reads one map. Unknown claims are passed over, as they are covered by the quote like the others.
    /// - Throws: `malformedEvidence`; `mismatch` when `pubkey-hash` is missing, without which no key is bound.
    package init(_ bytes: [UInt8]) throws(AppraisalError) {
        var seen: Set<String> = []
        var key: (Algorithm, [UInt8])?
        var nonce: [UInt8]?
        do throws(CBORReader.Fault) {
            var reader = CBORReader(bytes)
            let count = try reader.mapCount()
            guard count <= Self.maximumCount else { throw .truncated }
            for _ in 0..<count {
                let name = try reader.text()
                guard seen.insert(name).inserted else { throw .unexpectedType }
                switch name {
                case Self.keyName: key = try Self.readKeyDigest(reader.byteString())
                case Self.nonceName: nonce = try reader.byteString()
                default: try reader.skip()
                }
            }
            try reader.finish()
        } catch {
            throw AppraisalError(
                .malformedEvidence, "The claims of the evidence are malformed: \(error).")
        }
        guard let (algorithm, digest) = key else {
            throw AppraisalError(.mismatch, "The claims have no pubkey-hash, so the evidence is bound to no key.")
        }
        guard nonce.map({ $0.count <= Self.maximumNonceLength }) ?? true else {
            throw AppraisalError(.malformedEvidence, "The nonce is longer than \(Self.maximumNonceLength) bytes.")
        }
        self.algorithm = algorithm
        keyDigest = digest
        self.nonce = nonce
    }

    package var encoded: [UInt8] {
        var digest = CBORWriter()
        digest.array(count: 2)
        digest.unsigned(algorithm.rawValue)
        digest.byteString(keyDigest)
        var writer = CBORWriter()
        writer.map(pairs: nonce == nil ? 1 : 2)
        writer.text(Self.keyName)
        writer.byteString(digest.bytes)
        if let nonce {
            writer.text(Self.nonceName)
            writer.byteString(nonce)
        }
        return writer.bytes
    }

    /// Whether the digest is this key's, given as DER of its SubjectPublicKeyInfo.
    func commit(to publicKey: [UInt8]) -> Bool { keyDigest == algorithm.digest(of: publicKey) }

    /// CBOR `[algorithm, digest]`, itself inside a byte string.
    private static func readKeyDigest(_ bytes: [UInt8]) throws(CBORReader.Fault) -> (Algorithm, [UInt8]) {
        var reader = CBORReader(bytes)
        guard try reader.arrayCount() == 2, let algorithm = Algorithm(rawValue: try reader.unsigned()) else {
            throw .unexpectedType
        }
        let digest = try reader.byteString()
        try reader.finish()
        return (algorithm, digest)
    }
}
