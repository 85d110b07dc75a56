internal import X509Core

/// A place in Intel's hierarchy. The common name belongs to the place: a PCK certificate may not sign collateral.
enum CertificateRole: Sendable {
    case root, pckAuthority, pckLeaf, tcbSigning

    /// What the subject's common name may be. A root is trusted as the certificate it is, under whatever name.
    var commonNames: [String] {
        switch self {
        case .root: []
        case .pckAuthority: ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"]
        case .pckLeaf: ["Intel SGX PCK Certificate"]
        case .tcbSigning: ["Intel SGX TCB Signing"]
        }
    }

    var isAuthority: Bool { self == .root || self == .pckAuthority }

    /// What its key usage has to hold.
    var usage: KeyUsage { isAuthority ? [.certificateSigning, .crlSigning] : .digitalSignature }

    /// For messages.
    var name: String {
        switch self {
        case .root: "root certificate"
        case .pckAuthority: "PCK CA certificate"
        case .pckLeaf: "PCK certificate"
        case .tcbSigning: "TCB signing certificate"
        }
    }
}
