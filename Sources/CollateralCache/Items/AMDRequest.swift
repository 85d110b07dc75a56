/// A request of AMD's key distribution service: a path and a query of known parameters in a fixed order.
package struct AMDRequest: Hashable, Sendable {
    /// What is asked for.
    package enum Kind: String, Sendable {
        case certificate, chain = "cert_chain", crl
    }

    package let kind: Kind
    /// `vcek` or `vlek`.
    package let family: String
    package let product: String
    /// The chip's id, lower-case hexadecimal; empty for chains and CRLs.
    package let hardwareID: String
    /// The security patch levels, in AMD's order and two digits each.
    package let levels: String

    static let products = ["Milan", "Genoa", "Turin"]
    static let levelNames = ["fmcSPL", "blSPL", "teeSPL", "snpSPL", "ucodeSPL"]

    /// The path and query under AMD's base address.
    var target: String {
        switch kind {
        case .certificate: "/\(family)/v1/\(product)/\(hardwareID)?\(levels)"
        case .chain, .crl: "/\(family)/v1/\(product)/\(kind.rawValue)"
        }
    }
}
