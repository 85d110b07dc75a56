/// What may be issued under a name: a plain value, stored in the journal by `encoded`.
package struct CertificateProfile: Equatable, Sendable {
    /// What the subject may say.
    package enum SubjectPolicy: UInt8, Sendable {
        /// Anything that RFC 5280 allows.
        case any = 0
        /// Every commonName must be one of the alternative names, so that it cannot escape their policy.
        case commonNameIsAlternativeName = 1
        /// No subject: the names carry the identity.
        case empty = 2
    }

    /// A kind of key that may be certified.
    package enum KeyKind: UInt8, Sendable, CaseIterable {
        case p256 = 0
        case p384 = 1
        case p521 = 2
        case ed25519 = 3
        case rsa = 4
    }

    package var name: String
    package var subject: SubjectPolicy = .any
    /// Leaves out attributes with an empty value (Istio asks for `O=""`) instead of refusing them.
    package var dropsEmptyAttributes = false
    /// A name must match one of these.
    package var names: [NamePattern]
    package var requiresName = false
    /// Names such as `*.example.com` (RFC 9525); strict RFC 5280 linters refuse them.
    package var allowsWildcards = false
    /// Names such as `localhost`; strict RFC 5280 linters refuse them.
    package var allowsSingleLabels = false
    package var maximumNames = 100
    /// Usages that may be asked for. `cert sign` and `crl sign` are never granted, whatever stands here.
    package var allowedUsages: Set<CertificateUsage>
    /// Usages every certificate gets.
    package var forcedUsages: [CertificateUsage] = []
    /// Usages when none are asked for.
    package var defaultUsages: [CertificateUsage]
    package var keys: Set<KeyKind> = Set(KeyKind.allCases)
    package var minimumRSABits = 2048
    /// Seconds.
    package var maximumLifetime: Int64
    /// Seconds, when no lifetime is asked for.
    package var defaultLifetime: Int64
    /// Seconds before now at which certificates start, for clocks that are behind.
    package var backdate: Int64 = 300
}

extension CertificateProfile {
    package func allows(_ key: SubjectPublicKey) -> Bool {
        switch key.kind {
        case .p256: keys.contains(.p256)
        case .p384: keys.contains(.p384)
        case .p521: keys.contains(.p521)
        case .ed25519: keys.contains(.ed25519)
        case .rsa(let bits): keys.contains(.rsa) && bits >= minimumRSABits
        case .unsupported: false
        }
    }

    package func allows(_ name: GeneralName) -> Bool {
        names.contains { $0.matches(name) }
    }
}
