/// A value with one fixed lower-case name, as the command line, JSON and the audit write it.
public protocol Named: CaseIterable, Sendable {
    /// The fixed name.
    var name: String { get }
}

extension Named {
    /// The value of this name, or nil.
    public init?(name: String) {
        guard let value = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = value
    }
}

extension KeyAlgorithm: Named {
    public var name: String {
        switch self {
        case .p256: "p256"
        case .p384: "p384"
        case .p521: "p521"
        case .ed25519: "ed25519"
        case .rsa2048: "rsa2048"
        case .rsa3072: "rsa3072"
        case .rsa4096: "rsa4096"
        case .aes256: "aes256"
        }
    }

    /// Modulus length in bits for RSA, else nil.
    public var rsaBits: Int? {
        switch self {
        case .rsa2048: 2048
        case .rsa3072: 3072
        case .rsa4096: 4096
        default: nil
        }
    }
}

extension KeyPurpose: Named {
    public var name: String {
        switch self {
        case .issue: "issue"
        case .sign: "sign"
        case .tls: "tls"
        case .wrap: "wrap"
        case .receive: "receive"
        case .release: "release"
        case .identity: "identity"
        }
    }
}

extension SignatureScheme: Named {
    public var name: String {
        switch self {
        case .ecdsa: "ecdsa"
        case .eddsa: "eddsa"
        case .pkcs1: "pkcs1"
        case .pss: "pss"
        }
    }
}

extension HashAlgorithm: Named {
    public var name: String {
        switch self {
        case .sha256: "sha256"
        case .sha384: "sha384"
        case .sha512: "sha512"
        }
    }
}

extension KeyOrigin: Named {
    public var name: String {
        switch self {
        case .generated: "generated"
        case .importedSealed: "imported-sealed"
        case .importedClear: "imported-clear"
        }
    }
}

extension KeyExport: Named {
    public var name: String { self == .never ? "never" : "attested" }
}

extension KeyReplication: Named {
    public var name: String { self == .domain ? "domain" : "this-enclave" }
}

extension KeyAudit: Named {
    public var name: String { self == .counted ? "counted" : "each" }
}

extension KeyState: Named {
    public var name: String {
        switch self {
        case .active: "active"
        case .retired: "retired"
        case .destroyed: "destroyed"
        }
    }
}
