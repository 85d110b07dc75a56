/// Builds version 2 CRLs, RFC 5280 §5: authority key identifier, number, reasons.
package enum RevocationListBuilder {
    /// The list to be signed by the CA.
    /// - Parameters:
    ///   - number: grows with every list of this CA.
    ///   - lifetime: seconds until the next list is promised.
    /// - Throws: `authority` if the CA may not sign CRLs, `lifetime` when it is not positive.
    package static func list(
        of revoked: [RevokedCertificate], number: UInt64, authority: IssuingAuthority, clock: TrustedTime,
        lifetime: Int64
    ) throws(X509Error) -> Unsigned<[UInt8]> {
        guard try authority.certificate.keyUsage()?.contains(.crlSigning) ?? true else {
            throw .authority("The CA certificate has no cRLSign. Request it again with that usage.")
        }
        guard lifetime > 0 else { throw .lifetime("A CRL needs a positive lifetime.") }
        let now = clock.effective
        let nextUpdate = now + min(lifetime, DERTime.maximum - now)
        let algorithm = authority.algorithm
        let content = DERWriter.encode(capacity: 256 + 48 * revoked.count) { writer in
            writer.constructed { writer in
                writer.integer(1)
                writer.raw(algorithm.encoded)
                writer.raw(authority.content.subject.der)
                DERTime.write(now, to: &writer)
                DERTime.write(nextUpdate, to: &writer)
                if !revoked.isEmpty {
                    writer.constructed { writer in revoked.forEach { write($0, to: &writer) } }
                }
                writer.constructed(DERTag.constructedContext(0)) { writer in
                    let value = DERWriter.encode(capacity: 12) { $0.unsignedInteger(octets(of: number)) }
                    let numberExtension = CertificateExtension(.crlNumber, isCritical: false, value: value)
                    let keyExtension = KeyIdentifier.authorityExtension(authority.keyIdentifier)
                    CertificateExtension.write([keyExtension, numberExtension], to: &writer)
                }
            }
        }
        return Unsigned(content: content, algorithm: algorithm) { signature in
            SignedStructure.assemble(signed: content, algorithm: algorithm, signature: signature)
        }
    }

    private static func write(_ item: RevokedCertificate, to writer: inout DERWriter) {
        writer.constructed { writer in
            writer.unsignedInteger(item.serial)
            DERTime.write(item.date, to: &writer)
            guard item.reason != .unspecified else { return }
            let value = [DERTag.enumerated, 1, item.reason.rawValue]
            CertificateExtension.write(
                [CertificateExtension(.reasonCode, isCritical: false, value: value)], to: &writer)
        }
    }

    private static func octets(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}
