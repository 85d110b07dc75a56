/// Builds PKCS#10 requests for keys held here (RFC 2986): for an external root, or for any key's own public half.
package enum SigningRequestBuilder {
    /// The request to be signed with the key itself.
    /// - Parameter isAuthority: also asks for CA:TRUE, keyCertSign and cRLSign.
    package static func request(
        subject: DistinguishedName, publicKey: SubjectPublicKey, algorithm: SignatureAlgorithm,
        names: [GeneralName] = [], isAuthority: Bool = false
    ) -> Unsigned<[UInt8]> {
        let extensions = requestedExtensions(names: names, hasSubject: !subject.isEmpty, isAuthority: isAuthority)
        let content = DERWriter.encode(capacity: 512) { writer in
            writer.constructed { writer in
                writer.integer(0)
                writer.raw(subject.der)
                writer.raw(publicKey.der)
                writer.constructed(DERTag.constructedContext(0)) { writer in
                    if !extensions.isEmpty { writeExtensionRequest(extensions, to: &writer) }
                }
            }
        }
        return Unsigned(content: content, algorithm: algorithm) { signature in
            SignedStructure.assemble(signed: content, algorithm: algorithm, signature: signature)
        }
    }

    private static func requestedExtensions(
        names: [GeneralName], hasSubject: Bool, isAuthority: Bool
    ) -> [CertificateExtension] {
        var extensions: [CertificateExtension] = []
        if isAuthority {
            let usage: KeyUsage = [.certificateSigning, .crlSigning]
            let constraints = BasicConstraints(isAuthority: true)
            extensions.append(CertificateExtension(.keyUsage, isCritical: true, value: usage.encoded))
            extensions.append(CertificateExtension(.basicConstraints, isCritical: true, value: constraints.encoded))
        }
        if !names.isEmpty {
            let value = ExtensionList.encode(names)
            extensions.append(CertificateExtension(.subjectAltName, isCritical: !hasSubject, value: value))
        }
        return extensions
    }

    private static func writeExtensionRequest(_ extensions: [CertificateExtension], to writer: inout DERWriter) {
        writer.constructed { writer in
            writer.objectIdentifier(.extensionRequest)
            writer.constructed(DERTag.set) { writer in CertificateExtension.write(extensions, to: &writer) }
        }
    }
}
