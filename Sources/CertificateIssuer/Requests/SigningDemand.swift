/// What a request of either kind asks to have signed, the two kinds' differences gone.
struct SigningDemand: Sendable {
    /// The PKCS#10, PEM.
    let request: [UInt8]
    /// The words as asked.
    let usages: [String]
    /// Seconds; nil when nothing is asked.
    let lifetime: Int64?
    /// Who asked.
    let requester: String
}

/// Why a request will never be signed.
struct RequestFault: Error, Equatable {
    /// One word in upper camel case, as cert-manager's signers have them.
    let reason: String
    let message: String

    static func signing(_ message: String) -> RequestFault { RequestFault(reason: "SigningError", message: message) }
}

/// What a request gets.
struct SignedCertificate: Sendable, Equatable {
    /// DER, leaf first, without the issuing certificate.
    let leafAndCrosses: [[UInt8]]
    /// The issuing certificate and what is above it but no root, DER; empty for a root.
    let intermediates: [[UInt8]]
    /// The issuing certificate, DER.
    let issuer: [UInt8]
    /// What was verified of the requester's quote, for people; nil where the request had none.
    var quote: String?

    /// What goes into a status: leaf, intermediates, cross certificates; with `full` the issuing certificate even when it
    /// is a root.
    func chain(full: Bool) -> [[UInt8]] {
        let isRoot = intermediates.isEmpty
        return [leafAndCrosses[0]] + intermediates + (full && isRoot ? [issuer] : []) + leafAndCrosses.dropFirst()
    }
}
