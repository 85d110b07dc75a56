/// What may be issued under a name: a plain value, sent and stored by `encoded`.
public struct CertificateProfile: Equatable, Sendable {
    /// What the subject may say.
    public enum SubjectPolicy: UInt8, Sendable {
        /// Anything that RFC 5280 allows.
        case any = 0
        /// Every commonName must be one of the alternative names, so that it cannot escape their policy.
        case commonNameIsAlternativeName = 1
        /// No subject: the names carry the identity.
        case empty = 2
    }

    /// A kind of key that may be certified.
    public enum KeyKind: UInt8, Sendable, CaseIterable {
        case p256 = 0
        case p384 = 1
        case p521 = 2
        case ed25519 = 3
        case rsa = 4
    }

    /// Its name.
    public var name: String
    /// What the subject may say.
    public var subject: SubjectPolicy = .any
    /// Leaves out attributes with an empty value (Istio asks for `O=""`) instead of refusing them.
    public var dropsEmptyAttributes = false
    /// A name must match one of these.
    public var names: [NamePattern]
    /// A request without any name is refused.
    public var requiresName = false
    /// Names such as `*.example.com` (RFC 9525); strict RFC 5280 linters refuse them.
    public var allowsWildcards = false
    /// Names such as `localhost`; strict RFC 5280 linters refuse them.
    public var allowsSingleLabels = false
    /// Most names in one certificate.
    public var maximumNames = 100
    /// Usages that may be asked for. `cert sign` and `crl sign` are never granted, whatever stands here.
    public var allowedUsages: Set<CertificateUsage>
    /// Usages every certificate gets.
    public var forcedUsages: [CertificateUsage] = []
    /// Usages when none are asked for.
    public var defaultUsages: [CertificateUsage]
    /// Kinds of keys that may be certified.
    public var keys: Set<KeyKind> = Set(KeyKind.allCases)
    /// Shortest RSA modulus.
    public var minimumRSABits = 2048
    /// Seconds.
    public var maximumLifetime: Int64
    /// Seconds, when no lifetime is asked for.
    public var defaultLifetime: Int64
    /// Seconds before now at which certificates start, for clocks that are behind.
    public var backdate: Int64 = 300

    /// A profile with the usual limits; the lifetimes are seconds.
    public init(
        name: String, subject: SubjectPolicy = .any, dropsEmptyAttributes: Bool = false, names: [NamePattern],
        requiresName: Bool = false, allowedUsages: Set<CertificateUsage>, forcedUsages: [CertificateUsage] = [],
        defaultUsages: [CertificateUsage], maximumLifetime: Int64, defaultLifetime: Int64
    ) {
        self.name = name
        self.subject = subject
        self.dropsEmptyAttributes = dropsEmptyAttributes
        self.names = names
        self.requiresName = requiresName
        self.allowedUsages = allowedUsages
        self.forcedUsages = forcedUsages
        self.defaultUsages = defaultUsages
        self.maximumLifetime = maximumLifetime
        self.defaultLifetime = defaultLifetime
    }
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
