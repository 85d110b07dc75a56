internal import EnclaveProtocol
internal import SwiftASN1

/// Finds which reader of the library a SubjectPublicKeyInfo needs; the library checks the rest.
enum SubjectPublicKey {
    enum Kind: Hashable {
        case rsa
        case curve(KeyAlgorithm)
    }

    static func kind(of spki: [UInt8]) throws -> Kind {
        try DER.sequence(DER.parse(spki), identifier: .sequence) { nodes -> Kind in
            let kind = try DER.sequence(nodes.required(), identifier: .sequence) { try Self.kind(identifier: &$0) }
            _ = try ASN1BitString(derEncoded: &nodes)
            return kind
        }
    }

    /// Whether the structure names this curve. The library alone would take explicit parameters, modified ones too.
    static func isPoint(_ spki: [UInt8], on curve: KeyAlgorithm) -> Bool { (try? kind(of: spki)) == .curve(curve) }

    private static func kind(identifier nodes: inout ASN1NodeCollection.Iterator) throws -> Kind {
        switch try ASN1ObjectIdentifier(derEncoded: &nodes) {
        case .rsaKey:
            _ = try ASN1Null(derEncoded: &nodes)
            return .rsa
        case .ellipticKey:
            guard let curve = try ASN1ObjectIdentifier(derEncoded: &nodes).curve else {
                throw KeyError.publicKeyInvalid
            }
            return .curve(curve)
        default:
            throw KeyError.publicKeyInvalid
        }
    }
}

extension ASN1NodeCollection.Iterator {
    /// The next node, which must be there.
    mutating func required() throws -> ASN1Node {
        guard let node = next() else { throw KeyError.fileMalformed(.der) }
        return node
    }
}
