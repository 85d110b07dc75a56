internal import Crypto
internal import EnclaveProtocol
internal import SwiftASN1

/// ECPrivateKey (RFC 5915 §3): the scalar, and the curve and public point when the file has them.
struct SEC1Key {
    private let curve: KeyAlgorithm
    private let scalar: [UInt8]
    private let publicPoint: [UInt8]?

    /// `curve` is what an enclosing PKCS#8 named; both names must then agree.
    init(_ bytes: [UInt8], curve outer: KeyAlgorithm?) throws(KeyError) {
        self = try reading(.sec1) {
            try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in try Self(&nodes, curve: outer) }
        }
    }

    private init(_ nodes: inout ASN1NodeCollection.Iterator, curve outer: KeyAlgorithm?) throws {
        guard try Int(derEncoded: &nodes) == 1 else { throw KeyError.fileMalformed(.sec1) }
        scalar = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
        let inner = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
            try Self.namedCurve($0)
        }
        publicPoint = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) {
            try $0.wholeBytes()
        }
        guard let curve = outer ?? inner, inner == nil || inner == curve else { throw KeyError.fileMalformed(.sec1) }
        self.curve = curve
    }

    /// ECParameters (RFC 5480 §2.1.1): a named curve; explicit numbers are refused by name.
    static func namedCurve(_ parameters: ASN1Node) throws -> KeyAlgorithm {
        guard parameters.identifier == .objectIdentifier else { throw KeyError.explicitCurve }
        let identifier = try ASN1ObjectIdentifier(derEncoded: parameters)
        guard let curve = identifier.curve else {
            throw KeyError.algorithmUnsupported("curve " + identifier.refusalName)
        }
        return curve
    }

    func material() throws(KeyError) -> any KeyMaterial {
        switch curve {
        case .p256: try material(on: P256.self)
        case .p384: try material(on: P384.self)
        default: try material(on: P521.self)
        }
    }

    private func material<Curve: NamedCurve>(on _: Curve.Type) throws(KeyError) -> any KeyMaterial {
        guard scalar.count <= Curve.coordinateLength else { throw .privateKeyInvalid(curve) }
        // Old writers dropped leading zeros; RFC 5915 asks for the curve's full length.
        let padded = [UInt8](repeating: 0, count: Curve.coordinateLength - scalar.count) + scalar
        let key = try EllipticKey<Curve>(scalar: padded)
        guard publicPoint.map(key.hasPublicPoint) ?? true else { throw .privateKeyInvalid(curve) }
        return key
    }
}

extension EllipticKey {
    /// Whether a point, compressed or not (SEC 1 §2.3.3), is this key's public point.
    fileprivate func hasPublicPoint(_ point: [UInt8]) -> Bool {
        let own = publicPoint
        guard point.count != own.count else { return point == own }
        let sign: UInt8 = (own.last ?? 0) & 1 == 0 ? 0x02 : 0x03
        return point == [sign] + own[1...Curve.coordinateLength]
    }
}
