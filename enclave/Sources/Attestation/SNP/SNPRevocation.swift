internal import X509Core

/// AMD's revocation lists: signed by a product's root, they name revoked intermediates.
enum SNPRevocation {
    /// The list of `root` with the latest `thisUpdate`; lists of other roots are passed over. Nil when there are none.
    /// - Throws: `badSignature` for a list in the root's name that it did not sign; `untrustedChain` for one that names
    ///   another key; `missingCollateral` when there are lists but none of this root.
    static func newest(
        of lists: [CertificateRevocationList], by root: Certificate
    ) throws(AppraisalError) -> CertificateRevocationList? {
        var newest: CertificateRevocationList?
        for list in lists where list.issuer == root.content.subject {
            do throws(X509Error) {
                guard try root.keyUsage()?.contains(.crlSigning) ?? false else {
                    throw .badSignature("\(root.content.subject)")
                }
                try list.verify(by: root.content.publicKey)
            } catch {
                throw AppraisalError(
                    .badSignature, "The revocation list of \(list.issuer) is not signed by that root.")
            }
            try checkKey(of: list, by: root)
            if newest.map({ $0.thisUpdate < list.thisUpdate }) ?? true { newest = list }
        }
        guard newest != nil || lists.isEmpty else {
            throw AppraisalError(
                .missingCollateral, "None of the revocation lists given is of \(root.content.subject).")
        }
        return newest
    }

    /// RFC 5280 §5.2.1 wants the identifier in every list; that AMD's have it is not documented, so only a wrong one
    /// counts.
    private static func checkKey(
        of list: CertificateRevocationList, by root: Certificate
    ) throws(AppraisalError) {
        let what = "The revocation list of \(list.issuer)"
        let isOfRoot = try AppraisalError.reading(what, as: .malformedCollateral) { () throws(X509Error) in
            guard let identifier = try list.authorityKeyIdentifier() else { return true }
            return try identifier == root.issuingKeyIdentifier()
        }
        guard isOfRoot else { throw AppraisalError(.untrustedChain, "\(what) names another key than that root's.") }
    }

    /// A list counts from `thisUpdate` to `nextUpdate`, which it must have.
    static func checkDates(_ list: CertificateRevocationList, at time: Int64) throws(AppraisalError) {
        guard let nextUpdate = list.nextUpdate else {
            throw AppraisalError(.malformedCollateral, "The revocation list of \(list.issuer) has no nextUpdate.")
        }
        guard time >= list.thisUpdate else {
            throw AppraisalError(
                .prematureCollateral,
                "The revocation list of \(list.issuer) counts from \(list.thisUpdate) on; the time is \(time).")
        }
        guard time <= nextUpdate else {
            throw AppraisalError(
                .expiredCollateral,
                "The revocation list of \(list.issuer) counted until \(nextUpdate); the time is \(time).")
        }
    }

    static func check(
        _ certificates: [Certificate], against list: CertificateRevocationList
    ) throws(AppraisalError) {
        for certificate in certificates {
            guard let reason = list.reason(revoking: certificate.content.serial) else { continue }
            throw AppraisalError(
                .revokedCertificate, "\(certificate.content.subject) is revoked by its root: \(reason).")
        }
    }
}
