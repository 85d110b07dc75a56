public import X509Core

/// The roots that a verifier accepts: the vendors' own, or those the caller names instead.
///
/// A root is known by its certificate or by the certificate's fingerprint alone; in that case the certificate comes
/// with the evidence or its collateral, and is taken only when its digest is the one named.
public struct TrustAnchors: Sendable {
    private let anchors: Set<TrustAnchor>
    /// The certificates the caller gave, for verifiers whose evidence does not carry its root.
    package let certificates: [Certificate]

    /// The roots of Intel and AMD.
    public static let builtIn = TrustAnchors(
        VendorRoot.allCases.compactMap { TrustAnchor(fingerprint: $0.fingerprint) })

    /// Exactly these anchors, known by fingerprint.
    public init(_ anchors: some Sequence<TrustAnchor>) {
        self.anchors = Set(anchors)
        certificates = []
    }

    /// Exactly these certificates.
    public init(_ certificates: [Certificate]) {
        anchors = Set(certificates.compactMap { TrustAnchor(fingerprint: $0.fingerprint) })
        self.certificates = certificates
    }

    /// The anchor that a certificate is, or nil when it is none of these.
    package func anchor(of certificate: Certificate) -> TrustAnchor? {
        guard let anchor = TrustAnchor(fingerprint: certificate.fingerprint) else { return nil }
        return anchors.contains(anchor) ? anchor : nil
    }

    /// The anchors among certificates that came with evidence and those the caller gave, each once.
    ///
    /// A verifier adds the vendor certificates that it has built in to `presented`; they count only when these anchors
    /// hold them.
    package func trusted(among presented: [Certificate]) -> [TrustedRoot] {
        var seen: Set<TrustAnchor> = []
        return (certificates + presented).compactMap { certificate in
            guard let anchor = anchor(of: certificate), seen.insert(anchor).inserted else { return nil }
            return TrustedRoot(certificate: certificate, anchor: anchor)
        }
    }
}

/// A certificate that is an anchor. Only `TrustAnchors` makes one.
package struct TrustedRoot: Sendable {
    package let certificate: Certificate
    package let anchor: TrustAnchor

    fileprivate init(certificate: Certificate, anchor: TrustAnchor) {
        self.certificate = certificate
        self.anchor = anchor
    }
}
