internal import EnclaveProtocol
internal import X509Core

/// A CRL of Intel's hierarchy whose signature has been checked; dates are for each use.
struct RevocationList: Sendable {
    private let list: CertificateRevocationList
    /// Big-endian octets.
    let number: [UInt8]
    let thisUpdate: Int64
    let nextUpdate: Int64

    /// Checks issuer, signature, version and the extensions that RFC 5280 §5.2 asks of every CA.
    init(_ list: CertificateRevocationList, issuer: Certificate, key: P256Key, _ what: String) throws(AppraisalError) {
        guard list.issuer == issuer.content.subject else {
            throw AppraisalError(
                .untrustedChain, "\(what) is of \(list.issuer), so it says nothing about \(issuer.content.subject).")
        }
        guard key.isValid(list.structure) else {
            throw AppraisalError(.badSignature, "\(what) does not carry the signature of \(list.issuer).")
        }
        guard list.version == 2, let nextUpdate = list.nextUpdate, !list.extensions.hasDuplicates else {
            throw AppraisalError(.malformedCollateral, "\(what) has no next update or is not of version 2.")
        }
        let (number, keyIdentifier, issuersIdentifier) = try AppraisalError.reading(what, as: .malformedCollateral) {
            () throws(X509Error) in
            (try list.number(), try list.authorityKeyIdentifier(), try issuer.issuingKeyIdentifier())
        }
        guard let number, let keyIdentifier else {
            throw AppraisalError(.malformedCollateral, "\(what) lacks its number or its authority's key identifier.")
        }
        guard keyIdentifier == issuersIdentifier else {
            throw AppraisalError(
                .untrustedChain,
                "\(what) is of the key \(Hex.encode(keyIdentifier)), its issuer's is \(Hex.encode(issuersIdentifier)).")
        }
        self.list = list
        self.number = number
        thisUpdate = list.thisUpdate
        self.nextUpdate = nextUpdate
    }

    /// Fails where the list names the certificate.
    func check(_ certificate: Certificate, as role: CertificateRole) throws(AppraisalError) {
        guard let reason = list.reason(revoking: certificate.content.serial) else { return }
        throw AppraisalError(.revokedCertificate, "The \(role.name) is revoked (reason \(reason)).")
    }
}
