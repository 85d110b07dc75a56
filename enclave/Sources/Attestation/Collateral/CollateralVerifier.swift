internal import EnclaveProtocol
internal import X509Core

/// The steps that turn collateral into verified collateral; gathers the period of everything it accepts.
struct CollateralVerifier {
    let root: DCAPRoot
    private(set) var periods: [ValidityPeriod] = []
    /// The chain behind the last text; Intel sends the same one with both.
    private var signer: (chain: [UInt8], key: P256Key)?

    init(root: DCAPRoot) {
        self.root = root
        add("The root certificate", root.certificate.content.notBefore, root.certificate.content.notAfter)
    }

    mutating func add(_ what: String, _ from: Int64, _ until: Int64) {
        periods.append(ValidityPeriod(what: what, from: from, until: until))
    }

    /// The PCK CA of a chain of exactly that CA and the root.
    mutating func authority(_ text: [UInt8]) throws(AppraisalError) -> PCKAuthority {
        let der = try leaf(of: text, "The PCK CRL's issuer chain")
        let certificate = try CertificateText.certificate(der, "The PCK CA certificate", as: .malformedCollateral)
        add("The PCK CA certificate", certificate.content.notBefore, certificate.content.notAfter)
        return try PCKAuthority(certificate, root: root)
    }

    mutating func list(
        _ der: [UInt8], issuer: Certificate, key: P256Key, _ what: String
    ) throws(AppraisalError) -> RevocationList {
        let parsed = try AppraisalError.reading(what, as: .malformedCollateral) { () throws(X509Error) in
            try CertificateRevocationList(der)
        }
        let list = try RevocationList(parsed, issuer: issuer, key: key, what)
        add(what, list.thisUpdate, list.nextUpdate)
        return list
    }

    /// The value of a signed text, its signature and the chain behind it checked.
    mutating func signed(
        _ text: SignedText, chain: [UInt8], _ rootList: RevocationList
    ) throws(AppraisalError) -> JSONValue {
        if let signer, signer.chain == chain { return try text.verified(by: signer.key) }
        let key = try signingKey(chain, "\(text.what)'s issuer chain", rootList)
        signer = (chain, key)
        return try text.verified(by: key)
    }

    private mutating func signingKey(
        _ chain: [UInt8], _ what: String, _ rootList: RevocationList
    ) throws(AppraisalError) -> P256Key {
        let der = try leaf(of: chain, what)
        let certificate = try CertificateText.certificate(der, "The TCB signing certificate", as: .malformedCollateral)
        try CertificateRules.check(
            certificate, as: .tcbSigning, issuer: root.certificate.content.subject, key: root.key)
        try rootList.check(certificate, as: .tcbSigning)
        guard let key = P256Key(certificate.content.publicKey) else {
            throw CertificateRules.fault(.tcbSigning, "has no P-256 key")
        }
        add("The TCB signing certificate", certificate.content.notBefore, certificate.content.notAfter)
        return key
    }

    /// DER of the first of exactly two certificates, the second of which is the root itself.
    private func leaf(of text: [UInt8], _ what: String) throws(AppraisalError) -> [UInt8] {
        let chain = try CertificateText.chain(text, what, as: .malformedCollateral)
        guard chain.count == 2 else {
            throw AppraisalError(.untrustedChain, "\(what) has \(chain.count) certificates, not a signer and the root.")
        }
        guard chain[1] == root.certificate.der else {
            throw AppraisalError(.untrustedChain, "\(what) does not end in the trusted root.")
        }
        return chain[0]
    }
}
