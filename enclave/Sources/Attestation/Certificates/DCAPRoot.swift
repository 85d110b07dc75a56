internal import Crypto
public import X509Core

/// The certificate that DCAP evidence has to lead to: Intel's, or one that takes its place.
public struct DCAPRoot: Sendable {
    /// The certificate; P-256 and self-signed.
    public let certificate: Certificate
    /// `hardware` only for Intel's own root.
    public let anchor: TrustAnchor
    let key: P256Key

    /// Takes a certificate as the root, once its form and its own signature are checked; dates are for each use.
    /// - Throws: `untrustedChain` where it is none that could head Intel's hierarchy.
    public init(_ certificate: Certificate) throws(AppraisalError) {
        guard let key = P256Key(certificate.content.publicKey) else {
            throw CertificateRules.fault(.root, "has no P-256 key")
        }
        try CertificateRules.check(certificate, as: .root, issuer: certificate.content.subject, key: key)
        guard let anchor = TrustAnchor(fingerprint: certificate.fingerprint) else {
            throw CertificateRules.fault(.root, "has no fingerprint")
        }
        self.certificate = certificate
        self.key = key
        self.anchor = anchor
    }

    /// Intel's root, which is built in.
    public static func builtIn() throws(AppraisalError) -> DCAPRoot { try intel.get() }

    private static let intel = Result { () throws(AppraisalError) in
        try DCAPRoot(
            try AppraisalError.reading("The built-in root", as: .untrustedChain) { () throws(X509Error) in
                try Certificate(intelDER)
            })
    }

    /// SHA-384 of the public key's point, by which Intel's libraries name a root.
    var keyIdentifier: [UInt8] { Array(SHA384.hash(data: certificate.content.publicKey.keyBits)) }
}
