/// The entries under which a Secret keeps a certificate authority.
struct SecretLayout {
    /// The private key, PEM.
    let key: String
    /// The authority's certificate; others may follow it.
    let certificate: String
    /// More certificates, towards the root.
    let chain: [String]

    /// cert-manager's CA Secrets; newer Istio takes them as `cacerts` too.
    static let certManager = SecretLayout(key: "tls.key", certificate: "tls.crt", chain: ["ca.crt"])
    /// Istio's `istio-ca-secret` and `cacerts`.
    static let istio = SecretLayout(
        key: "ca-key.pem", certificate: "ca-cert.pem", chain: ["cert-chain.pem", "root-cert.pem"])

    static let known = [istio, certManager]
}
