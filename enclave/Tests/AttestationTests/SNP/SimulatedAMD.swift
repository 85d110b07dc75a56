import Crypto
import CryptoExtras
import EnclaveProtocol
import FoundationEssentials
import Testing
import X509Core

@testable import Attestation

/// AMD's keys for one product, made for this run: root, ASK and ASVK, and whatever they certify.
struct SimulatedAMD {
    /// RSA-4096 keys take half a second each, so all products share these.
    private static let keys = Result {
        try (0..<3).map { _ in try _RSA.Signing.PrivateKey(keySize: .init(bitCount: 4096)) }
    }

    let product: SNPProduct
    let root: Certificate
    private let rootKey: _RSA.Signing.PrivateKey
    private let intermediateKeys: [SNPSigningKey: _RSA.Signing.PrivateKey]
    private let intermediates: [SNPSigningKey: Certificate]

    static let start: Int64 = 1_700_000_000
    static let end: Int64 = 2_000_000_000
    static let now: Int64 = 1_800_000_000

    init(_ product: SNPProduct) throws {
        self.product = product
        let keys = try Self.keys.get()
        rootKey = keys[0]
        intermediateKeys = [.vcek: keys[1], .vlek: keys[2]]
        let rootName = try Self.name("ARK-\(product.rawValue)")
        root = try Self.certificate(
            "ARK-\(product.rawValue)", keys[0].publicKey.info, serial: 1, issuer: rootName, by: keys[0],
            extensions: Self.authorityExtensions)
        var certificates: [SNPSigningKey: Certificate] = [:]
        for (kind, key) in intermediateKeys {
            certificates[kind] = try Self.certificate(
                kind.issuerCommonName(product), key.publicKey.info, serial: kind == .vcek ? 2 : 3, issuer: rootName,
                by: keys[0], extensions: Self.authorityExtensions)
        }
        intermediates = certificates
    }

    var anchors: TrustAnchors { TrustAnchors([root]) }

    func intermediate(_ kind: SNPSigningKey) throws -> Certificate { try #require(intermediates[kind]) }

    /// ASK or ASVK with another end of validity, or other extensions.
    func intermediate(
        _ kind: SNPSigningKey, until end: Int64 = Self.end,
        extensions: [CertificateExtension] = Self.authorityExtensions
    ) throws -> Certificate {
        let key = try #require(intermediateKeys[kind])
        return try Self.certificate(
            kind.issuerCommonName(product), key.publicKey.info, serial: 2,
            issuer: Self.name("ARK-\(product.rawValue)"), by: rootKey, until: end, extensions: extensions)
    }

    /// A VCEK or VLEK as drafted.
    func endorsement(_ draft: EndorsementDraft) throws -> Certificate {
        let issuer = try intermediate(draft.issuer ?? draft.kind).content.subject
        let key = try #require(intermediateKeys[draft.issuer ?? draft.kind])
        return try Self.certificate(
            draft.commonName ?? "SEV-\(draft.kind.rawValue)",
            try SubjectPublicKey(algorithm: .p384, rawRepresentation: Array(draft.key.publicKey.x963Representation)),
            serial: 0, issuer: issuer, by: key, from: draft.validFrom, until: draft.validUntil,
            extensions: draft.extensions)
    }

    /// A revocation list of the root.
    func revocationList(
        of serials: [UInt8], from start: Int64 = Self.start, until end: Int64? = Self.end, number: Int = 7,
        keyIdentifier: [UInt8]? = nil, signedBy kind: SNPSigningKey? = nil
    ) throws -> CertificateRevocationList {
        let algorithm = SignatureAlgorithm.pss(.sha384)
        let content = DERWriter.encode { writer in
            writer.constructed { writer in
                writer.integer(1)
                writer.raw(algorithm.encoded)
                writer.raw(root.content.subject.der)
                DERTime.write(start, to: &writer)
                if let end { DERTime.write(end, to: &writer) }
                if !serials.isEmpty {
                    writer.constructed { writer in
                        for serial in serials {
                            writer.constructed { writer in
                                writer.unsignedInteger([serial])
                                DERTime.write(start, to: &writer)
                            }
                        }
                    }
                }
                writer.constructed(DERTag.constructedContext(0)) { writer in
                    let value = DERWriter.encode { $0.integer(number) }
                    let keyExtension = keyIdentifier.map { [KeyIdentifier.authorityExtension($0)] } ?? []
                    CertificateExtension.write(
                        [CertificateExtension(.crlNumber, isCritical: false, value: value)] + keyExtension, to: &writer)
                }
            }
        }
        let key = try kind.map { try #require(intermediateKeys[$0]) } ?? rootKey
        return try CertificateRevocationList(
            SignedStructure.assemble(signed: content, algorithm: algorithm, signature: Self.sign(content, key)))
    }

    static let authorityExtensions = [
        CertificateExtension(.basicConstraints, isCritical: true, value: BasicConstraints(isAuthority: true).encoded),
        CertificateExtension(
            .keyUsage, isCritical: true, value: KeyUsage([.certificateSigning, .crlSigning]).encoded),
    ]

    private static func name(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName(rfc4514: "CN=\(commonName),O=Simulated")
    }

    private static func certificate(
        _ commonName: String, _ key: SubjectPublicKey, serial: UInt8, issuer: DistinguishedName,
        by signer: _RSA.Signing.PrivateKey, from start: Int64 = Self.start, until end: Int64 = Self.end,
        extensions: [CertificateExtension]
    ) throws -> Certificate {
        let algorithm = SignatureAlgorithm.pss(.sha384)
        let content = CertificateTemplate(
            serial: [serial], algorithm: algorithm, issuer: issuer,
            validity: CertificateValidity(notBefore: start, notAfter: end), subject: try name(commonName),
            publicKey: key, extensions: extensions
        ).encoded
        return try Certificate(
            SignedStructure.assemble(signed: content, algorithm: algorithm, signature: try sign(content, signer)))
    }

    private static func sign(_ content: [UInt8], _ key: _RSA.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: SHA384.hash(data: content), padding: .PSS).rawRepresentation)
    }
}

extension _RSA.Signing.PublicKey {
    /// As a SubjectPublicKeyInfo.
    fileprivate var info: SubjectPublicKey {
        get throws { try SubjectPublicKey(algorithm: .rsa4096, rawRepresentation: Array(pkcs1DERRepresentation)) }
    }
}
