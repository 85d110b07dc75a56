internal import Crypto
internal import CryptoExtras

extension SubjectPublicKey {
    /// Why no certificate is made for this key, or nil. Points must lie on their curve and be uncompressed.
    package var weakness: String? { weakness(hasVerified: false) }

    /// A signature that verified has shown that the point lies on its curve.
    private func weakness(hasVerified: Bool) -> String? {
        switch kind {
        case .unsupported(let identifier):
            return "Keys of type \(identifier) are not accepted; use P-256, P-384, P-521, Ed25519 or RSA"
        case .rsa:
            return rsa?.fault
        case .p256:
            return pointFault(hasVerified) { try P256.Signing.PublicKey(x963Representation: $0) }
        case .p384:
            return pointFault(hasVerified) { try P384.Signing.PublicKey(x963Representation: $0) }
        case .p521:
            return pointFault(hasVerified) { try P521.Signing.PublicKey(x963Representation: $0) }
        case .ed25519:
            guard keyBits.count == 32 else { return "An Ed25519 key has 32 octets" }
            return Self.isSmallOrder(keyBits) ? "The Ed25519 key has small order: anyone can sign for it" : nil
        }
    }

    /// Fails with `weakKey` where `weakness` has a reason.
    public func checkStrength() throws(X509Error) { try checkStrength(hasVerified: false) }

    /// `checkStrength` of a key that has just verified a signature: its point need not be read a second time.
    func checkStrength(hasVerified: Bool) throws(X509Error) {
        if let weakness = weakness(hasVerified: hasVerified) { throw .weakKey(weakness + ". Make a new key.") }
    }

    /// The part of `checkStrength` that costs nothing, so that no signature is computed for keys of absurd size.
    package func checkLength() throws(X509Error) {
        if case .unsupported = kind { return try checkStrength() }
        if let fault = rsa?.fault { throw .weakKey(fault + ". Make a new key.") }
    }

    private func pointFault<Key>(_ hasVerified: Bool, _ read: ([UInt8]) throws -> Key) -> String? {
        keyBits.first == 4 && (hasVerified || (try? read(keyBits)) != nil)
            ? nil : "The point is not an uncompressed point of its curve"
    }

    // y of the points whose order divides 8 (RFC 8032 §5.1.2 encoding, sign bit cleared), with p-1, p, p+1 and 0, 1.
    private static let smallOrderCoordinates: [[UInt8]] = {
        let one = [1] + [UInt8](repeating: 0, count: 31)
        let ff = { (low: UInt8) in [low] + [UInt8](repeating: 0xff, count: 30) + [0x7f] }
        let order8: [UInt8] = [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ]
        return [
            [UInt8](repeating: 0, count: 32), one, ff(0xec), ff(0xed), ff(0xee), order8,
            zip(ff(0xed), order8).map { $0 - $1 },
        ]
    }()

    private static func isSmallOrder(_ key: [UInt8]) -> Bool {
        var coordinate = key
        coordinate[31] &= 0x7f
        return smallOrderCoordinates.contains(coordinate)
    }
}
