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
    package var hasAuthorityKey = true

    package init(issuer: String) {
        issuerName = issuer
    }

    package func der(signedBy key: P256.Signing.PrivateKey) throws -> [UInt8] {
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
        return try SimulatedCertificate.signed(content, by: key)
    }

    private func writeEntry(_ serial: [UInt8], to writer: inout DERWriter) {
        writer.constructed { writer in
            writer.unsignedInteger(serial)
            DERTime.write(thisUpdate, to: &writer)
            let reason = CertificateExtension(.reasonCode, isCritical: false, value: [DERTag.enumerated, 1, 1])
            CertificateExtension.write([reason], to: &writer)
        }
    }

    private var extensions: [CertificateExtension] {
        var all: [CertificateExtension] = []
        if hasNumber { all.append(CertificateExtension(.crlNumber, isCritical: false, value: [DERTag.integer, 1, 7])) }
        if hasAuthorityKey { all.append(KeyIdentifier.authorityExtension([UInt8](repeating: 9, count: 20))) }
        return all
    }
}
