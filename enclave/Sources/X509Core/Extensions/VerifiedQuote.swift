extension CertificateExtension {
    /// What a certificate says whose requester's quote was verified, as Intel's Trusted Certificate Service wrote it.
    package static let verifiedQuote = CertificateExtension(
        .tcsQuote, isCritical: false,
        value: DERWriter.encode(capacity: 32) { writer in
            writer.element(DERTag.utf8String, Array("SGX Quote has been verified".utf8))
        })
}
