extension CertificateProfile {
    /// The profiles every enclave starts with.
    package static let builtIn: [CertificateProfile] = strict + [kubernetes]
    /// Those whose every certificate strict RFC 5280 linters pass.
    package static let strict: [CertificateProfile] = [meshWorkload, server, client, asRequested]

    /// The built-in profile of this name, or nil.
    package static func builtIn(named name: String) -> CertificateProfile? {
        builtIn.first { $0.name == name }
    }

    /// SPIFFE and in-cluster DNS identities of mesh workloads (Istio, istio-csr, SPIRE).
    package static let meshWorkload = CertificateProfile(
        name: "mesh-workload", dropsEmptyAttributes: true, names: patterns("uri:spiffe://*", "dns:*"),
        requiresName: true, allowedUsages: authentication.union([.signing]),
        defaultUsages: [.digitalSignature, .keyEncipherment, .serverAuth, .clientAuth],
        maximumLifetime: 365 * day, defaultLifetime: day)

    /// TLS servers.
    package static let server = CertificateProfile(
        name: "server", subject: .commonNameIsAlternativeName, names: patterns("dns:*", "ip:*", "uri:*"),
        requiresName: true, allowedUsages: authentication.union([.signing, .keyAgreement]),
        forcedUsages: [.serverAuth], defaultUsages: [.digitalSignature, .keyEncipherment],
        maximumLifetime: 398 * day, defaultLifetime: 90 * day)

    /// TLS clients.
    package static let client = CertificateProfile(
        name: "client", names: patterns("dns:*", "ip:*", "uri:*", "email:*"),
        allowedUsages: authentication.subtracting([.serverAuth]).union([.signing, .keyAgreement]),
        forcedUsages: [.clientAuth], defaultUsages: [.digitalSignature],
        maximumLifetime: 398 * day, defaultLifetime: 90 * day)

    /// Any name and any usage but certificate and CRL signing, up to ten years, as Intel's TCS issued.
    package static let asRequested = CertificateProfile(
        name: "as-requested", names: patterns("dns:*", "ip:*", "uri:*", "email:*"),
        allowedUsages: Set(CertificateUsage.allCases).subtracting([.certificateSigning, .crlSigning]),
        defaultUsages: [.digitalSignature, .keyEncipherment],
        maximumLifetime: 3650 * day, defaultLifetime: 365 * day)

    /// What the approvers of a Kubernetes signer approved: as requested, and wildcards, single labels and Istio's `O=""`.
    package static let kubernetes: CertificateProfile = {
        var profile = asRequested
        profile.name = "kubernetes"
        profile.dropsEmptyAttributes = true
        profile.allowsWildcards = true
        profile.allowsSingleLabels = true
        return profile
    }()

    private static let day: Int64 = 86_400
    private static let authentication: Set<CertificateUsage> = [
        .digitalSignature, .keyEncipherment, .serverAuth, .clientAuth,
    ]

    private static func patterns(_ texts: String...) -> [NamePattern] {
        texts.compactMap { try? NamePattern($0) }
    }
}
