public import X509Core

/// A self-signed certificate whose extension carries evidence for its key (RA-TLS, as Gramine writes and reads it).
///
/// It proves that such an enclave once held the key, no more: it lives long and, without a nonce from the verifier,
/// may be old, and the peer of a connection must be shown to hold the key by the handshake. Where relaying matters,
/// bind the session too: sign a TLS exporter value with the attested key after the handshake.
public struct RATLSCertificate: Sendable {
    /// As received; its signature is checked by `evidence`.
    public let certificate: Certificate

    /// Reads DER or one PEM block.
    /// - Throws: `malformedEvidence`, also when neither extension is there.
    public init(_ input: [UInt8]) throws(AppraisalError) {
        do {
            certificate = try Certificate(input)
        } catch {
            throw AppraisalError(.malformedEvidence, error.message)
        }
        guard RATLSExtension.allCases.contains(where: { value(of: $0) != nil }) else {
            throw AppraisalError(.malformedEvidence, "The certificate has no extension that carries evidence.")
        }
    }

    /// The evidence, once the certificate's own signature, dates and claims have been checked.
    ///
    /// The standard extension decides alone when it is there: if it fails, the other one is not looked at.
    /// - Parameters:
    ///   - allowingLegacy: whether a certificate that has only Gramine's own extension is taken.
    ///   - time: seconds since 1970 at which the certificate must be valid.
    /// - Throws: `badSignature` unless the certificate is signed with its own key; `expiredCollateral`,
    ///   `prematureCollateral`; `mismatch` for evidence of another key; `unsupportedEvidence` for the legacy form when
    ///   it is not allowed.
    public func evidence(allowingLegacy: Bool, at time: Int64) throws(AppraisalError) -> RATLSEvidence {
        try checkSelfSigned()
        try IssuanceLink.checkDates(certificate, at: time)
        let key = certificate.content.publicKey.der
        if let value = value(of: .standard) {
            let tagged = try TaggedEvidence(value)
            let claims = try RATLSClaims(tagged.claims)
            guard claims.commit(to: key) else {
                throw AppraisalError(.mismatch, "pubkey-hash is not the digest of the certificate's key.")
            }
            return RATLSEvidence(
                form: .standard, quote: tagged.quote, nonce: claims.nonce, committed: tagged.claims,
                certificate: certificate)
        }
        guard let quote = value(of: .legacy) else {
            throw AppraisalError(.malformedEvidence, "The certificate has no extension that carries evidence.")
        }
        guard allowingLegacy else {
            throw AppraisalError(
                .unsupportedEvidence,
                "The certificate carries evidence in the legacy extension only; allow it to accept.")
        }
        return RATLSEvidence(form: .legacy, quote: quote, nonce: nil, committed: key, certificate: certificate)
    }

    private func value(of form: RATLSExtension) -> [UInt8]? {
        certificate.content.extensions.first(form.identifier)?.value
    }

    private func checkSelfSigned() throws(AppraisalError) {
        let content = certificate.content
        let known = Self.handled + RATLSExtension.allCases.map(\.identifier)
        if let unknown = content.extensions.first(where: { $0.isCritical && !known.contains($0.identifier) }) {
            throw AppraisalError(
                .unsupportedEvidence, "The certificate has critical extension \(unknown.identifier), which is unknown.")
        }
        do throws(X509Error) {
            guard content.version == 3, content.issuer == content.subject else {
                throw .badSignature("\(content.subject)")
            }
            try content.publicKey.checkStrength()
            try certificate.verifySignature(by: content.publicKey)
        } catch {
            throw AppraisalError(.badSignature, "The certificate of \(content.subject) is not signed with its own key.")
        }
    }

    private static let handled: [ObjectIdentifier] = [
        .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAltName, .subjectKeyIdentifier,
        .authorityKeyIdentifier,
    ]
}
