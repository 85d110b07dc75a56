package import EnclaveProtocol

/// A CA certificate with what issuing under it needs, read once.
package struct IssuingAuthority: Sendable {
    package let certificate: Certificate
    package let algorithm: SignatureAlgorithm
    /// What authorityKeyIdentifier says in what this CA issues.
    package let keyIdentifier: [UInt8]
    /// How many CAs may follow; nil for no limit.
    package let pathLength: Int?

    /// Reads the CA certificate of a key of this algorithm.
    /// - Throws: `authority` if it is no CA certificate that may sign certificates.
    package init(certificate: Certificate, keyAlgorithm: KeyAlgorithm) throws(X509Error) {
        guard let algorithm = SignatureAlgorithm(signingWith: keyAlgorithm),
            SubjectPublicKey.Kind(keyAlgorithm) == certificate.content.publicKey.kind
        else { throw .authority("The CA certificate is for a key of another algorithm. Install the right chain.") }
        guard let constraints = try certificate.basicConstraints(), constraints.isAuthority,
            try certificate.keyUsage()?.contains(.certificateSigning) ?? true
        else {
            throw .authority("The certificate is not one of a CA that signs certificates. Install a CA certificate.")
        }
        guard !certificate.content.subject.isEmpty else {
            throw .authority("The CA certificate has an empty subject. Request it again with a name.")
        }
        self.certificate = certificate
        self.algorithm = algorithm
        keyIdentifier = try certificate.issuingKeyIdentifier()
        pathLength = constraints.pathLength
    }

    package var content: TBSCertificate { certificate.content }
}
