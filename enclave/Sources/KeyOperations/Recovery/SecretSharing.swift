internal import Crypto

/// Shamir's k-of-n sharing of a 32-byte key over GF(2^8), a polynomial a byte, evaluated at the share's index.
package enum SecretSharing {
    package static let secretLength = 32

    /// n shares of which any k give the secret and k−1 tell nothing of it.
    package static func split(_ secret: [UInt8], threshold: Int, shares count: Int) throws(KeyError) -> [RecoveryShare]
    {
        guard (1...255).contains(count), (1...count).contains(threshold) else {
            throw .thresholdInvalid(threshold: threshold, shares: count)
        }
        guard secret.count == secretLength else { throw .wrapLength(secret.count) }
        let setID = RandomBytes.make(RecoveryShare.setIDLength)
        let header = RecoveryShare.Header(setID: setID, threshold: UInt8(threshold), count: UInt8(count))
        // Row 0 is the secret; the others are random.
        let rows = [secret] + (1..<threshold).map { _ in RandomBytes.make(secretLength) }
        let commitment = commitment(to: secret, header: header)
        return (1...count).map { index in
            let point = FieldElement(UInt8(index))
            let value = (0..<secretLength).map { byte in
                rows.reversed().reduce(FieldElement.zero) { $0 * point + FieldElement($1[byte]) }.value
            }
            return RecoveryShare(header: header, index: UInt8(index), commitment: commitment, value: value)
        }
    }

    /// The secret from at least k shares of one set. What they give is compared with the set's commitment.
    package static func combine(_ shares: [RecoveryShare]) throws(KeyError) -> [UInt8] {
        guard let first = shares.first else { throw .sharesMissing(needed: 1, given: 0) }
        guard shares.allSatisfy({ $0.header == first.header && $0.commitment == first.commitment }) else {
            throw .shareSetMixed
        }
        var seen: Set<UInt8> = []
        if let repeated = shares.first(where: { !seen.insert($0.index).inserted }) {
            throw .shareRepeated(index: repeated.index)
        }
        let needed = Int(first.header.threshold)
        guard shares.count >= needed else { throw .sharesMissing(needed: needed, given: shares.count) }
        let secret = interpolate(Array(shares.prefix(needed)))
        guard commitment(to: secret, header: first.header) == first.commitment else { throw .shareDamaged }
        return secret
    }

    /// Lagrange at zero: Σ yᵢ · Π xⱼ / (xⱼ − xᵢ).
    private static func interpolate(_ shares: [RecoveryShare]) -> [UInt8] {
        var secret = [UInt8](repeating: 0, count: secretLength)
        for share in shares {
            let own = FieldElement(share.index)
            let weight = shares.filter { $0.index != share.index }.reduce(FieldElement.one) { product, other in
                let point = FieldElement(other.index)
                return product * point * (point + own).inverse
            }
            for byte in 0..<secretLength { secret[byte] ^= (FieldElement(share.value[byte]) * weight).value }
        }
        return secret
    }

    // The secret has 256 bits of entropy, so its hash gives nothing away.
    private static func commitment(to secret: [UInt8], header: RecoveryShare.Header) -> [UInt8] {
        Array(SHA256.hash(data: Array("casemate/recovery-set/1".utf8) + header.bytes + secret))
    }
}
