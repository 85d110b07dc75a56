internal import EnclaveProtocol
internal import X509Core

/// One step of AMD's certificate chain: who issued whom, with what, and when that holds.
enum IssuanceLink {
    /// Checks that `issuer` is a CA of the right name whose RSA-4096 key made the certificate's RSASSA-PSS signature
    /// with SHA-384, and that the certificate has no critical extension but those of RFC 5280 looked at here.
    static func check(_ certificate: Certificate, issuedBy issuer: Certificate) throws(AppraisalError) {
        let subject = certificate.content.subject
        guard certificate.content.version == 3, certificate.content.issuer == issuer.content.subject else {
            throw AppraisalError(.untrustedChain, "\(subject) was not issued by \(issuer.content.subject).")
        }
        try checkAuthority(issuer)
        if let unknown = certificate.content.extensions.first(where: {
            $0.isCritical && !handled.contains($0.identifier)
        }) {
            throw AppraisalError(
                .untrustedChain, "\(subject) has critical extension \(unknown.identifier), which is unknown.")
        }
        do {
            guard try SignatureAlgorithm(der: certificate.structure.algorithm) == .pss(.sha384) else {
                throw X509Error.badSignature("\(subject)")
            }
            try certificate.verifySignature(by: issuer.content.publicKey)
        } catch {
            throw AppraisalError(
                .untrustedChain, "\(subject) does not carry an RSASSA-PSS signature by \(issuer.content.subject).")
        }
    }

    /// Checks both ends of the validity, inclusive.
    static func checkDates(_ certificate: Certificate, at time: Int64) throws(AppraisalError) {
        let content = certificate.content
        guard time >= content.notBefore else {
            throw AppraisalError(
                .prematureCollateral, "\(content.subject) is valid from \(content.notBefore) on; the time is \(time).")
        }
        guard time <= content.notAfter else {
            throw AppraisalError(
                .expiredCollateral, "\(content.subject) was valid until \(content.notAfter); the time is \(time).")
        }
    }

    private static func checkAuthority(_ issuer: Certificate) throws(AppraisalError) {
        let isAuthority = (try? issuer.basicConstraints())?.isAuthority ?? false
        guard isAuthority, mayIssue(issuer), issuer.content.publicKey.kind == .rsa(bits: 4096) else {
            throw AppraisalError(
                .untrustedChain, "\(issuer.content.subject) is not a CA with an RSA-4096 key that signs certificates.")
        }
    }

    /// Whether keyUsage has keyCertSign. AMD's ASK and ASVK give it one unused bit where DER wants two, so the minimal
    /// form that `KeyUsage` insists on is not asked for.
    private static func mayIssue(_ issuer: Certificate) -> Bool {
        guard let item = issuer.content.extensions.first(.keyUsage) else { return false }
        var reader = DERReader(item.value)
        guard let content = try? reader.read(DERTag.bitString).content, reader.isAtEnd, content.count >= 2,
            reader.bytes[content.lowerBound] < 8
        else { return false }
        return reader.bytes[content.lowerBound + 1] & 0x04 != 0
    }

    private static let handled: Set<ObjectIdentifier> = [.basicConstraints, .keyUsage]
}
