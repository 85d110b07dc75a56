/// The kind of key that signs reports.
public enum SNPSigningKey: String, Sendable, CaseIterable {
    /// Derived from a chip's own secret and its TCB.
    case vcek = "VCEK"
    /// Derived from a secret that AMD gives a cloud provider, and the TCB.
    case vlek = "VLEK"

    /// The selector in bits 2 to 4 of a report's flags.
    init(flags: UInt64) throws(AppraisalError) {
        switch flags >> 2 & 7 {
        case 0: self = .vcek
        case 1: self = .vlek
        case 7: throw AppraisalError(.unsupportedEvidence, "The report says that no key signed it.")
        case let selector:
            throw AppraisalError(.unsupportedEvidence, "The report names signing key \(selector), which is unknown.")
        }
    }

    /// The common name of its certificates.
    var commonName: String { "SEV-\(rawValue)" }

    /// The common name of the certificate that issues them.
    func issuerCommonName(_ product: SNPProduct) -> String {
        switch self {
        case .vcek: "SEV-\(product.rawValue)"
        case .vlek: "SEV-VLEK-\(product.rawValue)"
        }
    }
}
