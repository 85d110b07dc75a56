internal import X509Core

extension VerifiedCollateral {
    /// The PCK certificate behind a quote, verified now.
    func pckCertificate(
        for data: CertificationData, time: Int64
    ) throws(AppraisalError) -> PCKCertificate {
        switch data {
        case .chain(let text):
            let chain = try CertificateText.chain(
                Array(text), "The quote's certificate chain", as: .malformedEvidence)
            return try verify(chain, "The quote's certificate chain", time)
        case .leaf(let bytes):
            return try verify(leaf: try leafDER(bytes), under: authority, time)
        case .platform(let reference):
            guard let pckChain else {
                throw AppraisalError(
                    .missingCollateral,
                    "The quote names its machine only, so the collateral needs a pck_certificate_chain.")
            }
            let pck = try verify(pckChain, "The collateral's PCK certificate chain", time)
            try check(reference, is: pck.platform)
            return pck
        case .platformManifest:
            throw AppraisalError(
                .unsupportedEvidence,
                "The quote carries a platform manifest: register the machine, then quote again with its certificate.")
        }
    }

    /// Leaf, CA and root, each in its place; the CA is checked anew unless it is the very one that issued the PCK CRL.
    private func verify(_ chain: [[UInt8]], _ what: String, _ time: Int64) throws(AppraisalError) -> PCKCertificate {
        guard chain.count == 3 else {
            throw AppraisalError(
                .untrustedChain, "\(what) has \(chain.count) certificates, not a PCK certificate, its CA and the root.")
        }
        guard chain[2] == root.certificate.der else {
            throw AppraisalError(.untrustedChain, "\(what) does not end in the trusted root.")
        }
        if chain[1] == authority.certificate.der { return try verify(leaf: chain[0], under: authority, time) }
        let certificate = try CertificateText.certificate(chain[1], "The PCK CA certificate", as: .untrustedChain)
        let other = try PCKAuthority(certificate, root: root)
        guard other.isSame(as: authority) else {
            throw AppraisalError(
                .untrustedChain, "The PCK CRL is of another CA than the one above the PCK certificate.")
        }
        try rootList.check(certificate, as: .pckAuthority)
        try certificate.period("The PCK CA certificate").check(time)
        return try verify(leaf: chain[0], under: other, time)
    }

    private func verify(
        leaf der: [UInt8], under authority: PCKAuthority, _ time: Int64
    ) throws(AppraisalError) -> PCKCertificate {
        let certificate = try CertificateText.certificate(der, "The PCK certificate", as: .untrustedChain)
        let pck = try PCKCertificate(certificate, authority: authority)
        try certificate.period("The PCK certificate").check(time)
        try pckList.check(certificate, as: .pckLeaf)
        return pck
    }

    private func leafDER(_ bytes: ArraySlice<UInt8>) throws(AppraisalError) -> [UInt8] {
        if bytes.first == DERTag.sequence { return Array(bytes) }
        let chain = try CertificateText.chain(Array(bytes), "The quote's PCK certificate", as: .malformedEvidence)
        guard chain.count == 1, let leaf = chain.first else {
            throw AppraisalError(.malformedEvidence, "The quote's certification data is not one PCK certificate.")
        }
        return leaf
    }

    /// No signature covers the reference, so what it says of the machine has to agree with the certificate.
    private func check(
        _ reference: CertificationData.PlatformReference, is platform: PCKExtension
    ) throws(AppraisalError) {
        guard reference.pceID.elementsEqual(platform.pceID),
            reference.type != 1 || reference.ppid.elementsEqual(platform.ppid)
        else { throw AppraisalError(.mismatch, "The PCK certificate of the collateral is of another machine.") }
    }
}

extension Certificate {
    func period(_ what: String) -> ValidityPeriod {
        ValidityPeriod(what: what, from: content.notBefore, until: content.notAfter)
    }
}
