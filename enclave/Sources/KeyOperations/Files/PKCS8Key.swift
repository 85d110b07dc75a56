internal import Crypto
internal import EnclaveProtocol
internal import SwiftASN1

/// OneAsymmetricKey (RFC 5958 §2).
enum PKCS8Key {
    static func material(_ bytes: [UInt8]) throws(KeyError) -> any KeyMaterial {
        try reading(.pkcs8) {
            try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
                let version = try Int(derEncoded: &nodes)
                let (algorithm, curve) = try DER.sequence(nodes.required(), identifier: .sequence) {
                    try identifier(&$0)
                }
                let inner = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
                let publicKey = try attributesAndPublicKey(&nodes)
                // Version 2, which is written as 1, is the one with a public key.
                guard version == 0 || version == 1 && publicKey != nil else { throw KeyError.fileMalformed(.pkcs8) }
                let material = try material(algorithm, curve: curve, inner: inner)
                guard publicKey.map(material.matches(publicKeyBits:)) ?? true else {
                    throw KeyError.privateKeyInvalid(material.algorithm)
                }
                return material
            }
        }
    }

    private static func identifier(
        _ nodes: inout ASN1NodeCollection.Iterator
    ) throws -> (ASN1ObjectIdentifier, KeyAlgorithm?) {
        let algorithm = try ASN1ObjectIdentifier(derEncoded: &nodes)
        switch algorithm {
        case .rsaKey:
            _ = try nodes.next().map { try ASN1Null(derEncoded: $0) }
            return (algorithm, nil)
        case .ed25519Key:
            return (algorithm, nil)
        case .ellipticKey:
            return (algorithm, try SEC1Key.namedCurve(nodes.required()))
        default:
            while nodes.next() != nil {}
            throw KeyError.algorithmUnsupported(algorithm.refusalName)
        }
    }

    private static func attributesAndPublicKey(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [UInt8]? {
        let context = ASN1Identifier.TagClass.contextSpecific
        DER.optionalImplicitlyTagged(&nodes, tagNumber: 0, tagClass: context) { _ in }
        return try DER.optionalImplicitlyTagged(&nodes, tag: .init(tagWithNumber: 1, tagClass: context))
            .map { (bits: ASN1BitString) in try bits.wholeBytes() }
    }

    private static func material(
        _ algorithm: ASN1ObjectIdentifier, curve: KeyAlgorithm?, inner: [UInt8]
    ) throws -> any KeyMaterial {
        if let curve { return try SEC1Key(inner, curve: curve).material() }
        guard algorithm == .ed25519Key else { return try PKCS1Key.material(inner) }
        return try Ed25519Key(seed: Array(ASN1OctetString(derEncoded: inner).bytes))
    }
}

extension ASN1BitString {
    /// The octets of a public key, which has no unused bits.
    func wholeBytes() throws -> [UInt8] {
        guard paddingBits == 0 else { throw KeyError.fileMalformed(.der) }
        return Array(bytes)
    }
}

extension ASN1Node {
    /// The octets of a BIT STRING without unused bits.
    func wholeBytes() throws -> [UInt8] { try ASN1BitString(derEncoded: self).wholeBytes() }
}

extension KeyMaterial {
    /// Whether the BIT STRING of this key's SubjectPublicKeyInfo holds these bytes.
    fileprivate func matches(publicKeyBits bits: [UInt8]) -> Bool {
        publicKeySPKI.map { $0.count > bits.count && $0.suffix(bits.count).elementsEqual(bits) } ?? false
    }
}
