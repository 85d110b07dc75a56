import Crypto
import EnclaveProtocol
import X509Core

/// A CRL of the simulated hierarchy.
package struct SimulatedRevocationList: Sendable {
    package var issuerName: String
    package var thisUpdate: Int64 = 1_780_272_000
    package var nextUpdate: Int64? = 1_783_000_000
    /// Serial numbers, big endian.
    package var revoked: [[UInt8]] = []
    package var isVersion2 = true
    package var hasNumber = true
    package var authorityKey = AuthorityKey.issuer

    /// What the authority key identifier says.
    package enum AuthorityKey: Sendable {
        case absent
        /// SHA-1 of the issuer's key.
        case issuer
        case other([UInt8])
    }

    package init(issuer: String) {
        issuerName = issuer
    }

    /// DER; the key that signs is the issuer's unless it is another's.
    package func der(
        issuerKey: P256.Signing.PrivateKey, signedBy signer: P256.Signing.PrivateKey? = nil
    ) throws -> [UInt8] {
        let extensions = try extensions(issuerKey)
        let issuer = try SimulatedCertificate.name(issuerName)
        let content = DERWriter.encode { writer in
            writer.constructed { writer in
                if isVersion2 { writer.integer(1) }
                writer.raw(SignatureAlgorithm.ecdsa(.sha256).encoded)
                writer.raw(issuer.der)
                DERTime.write(thisUpdate, to: &writer)
                if let nextUpdate { DERTime.write(nextUpdate, to: &writer) }
                if !revoked.isEmpty {
                    writer.constructed { writer in revoked.forEach { writeEntry($0, to: &writer) } }
                }
                if !extensions.isEmpty {
                    writer.constructed(DERTag.constructedContext(0)) { CertificateExtension.write(extensions, to: &$0) }
                }
            }
        }
        return try SimulatedCertificate.signed(content, by: signer ?? issuerKey)
    }

    private func writeEntry(_ serial: [UInt8], to writer: inout DERWriter) {
        writer.constructed { writer in
            writer.unsignedInteger(serial)
            DERTime.write(thisUpdate, to: &writer)
            let reason = CertificateExtension(.reasonCode, isCritical: false, value: [DERTag.enumerated, 1, 1])
            CertificateExtension.write([reason], to: &writer)
        }
    }

    private func extensions(_ issuerKey: P256.Signing.PrivateKey) throws -> [CertificateExtension] {
        var all: [CertificateExtension] = []
        if hasNumber { all.append(CertificateExtension(.crlNumber, isCritical: false, value: [DERTag.integer, 1, 7])) }
        switch authorityKey {
        case .absent: break
        case .issuer:
            let key = try SubjectPublicKey(
                algorithm: .p256, rawRepresentation: Array(issuerKey.publicKey.x963Representation))
            all.append(KeyIdentifier.authorityExtension(key.keyIdentifier))
        case .other(let identifier): all.append(KeyIdentifier.authorityExtension(identifier))
        }
        return all
    }
}
