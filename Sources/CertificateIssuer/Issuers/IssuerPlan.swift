internal import EnclaveProtocol

/// What an issuer's spec asks of its authority, with the defaults filled in.
struct IssuerPlan: Sendable, Equatable {
    let authority: AuthorityKeeper.Plan
    let limits: IssuingLimits
    let rotatesAutomatically: Bool

    private static let usualLifetime: Int64 = 3650 * 86_400
    /// Roots begin five minutes before they are made: a shorter one would be due at once.
    private static let shortestLifetime: Int64 = 180
    /// RFC 5280 appendix A: `ub-common-name`.
    private static let longestCommonName = 64

    /// - Throws: `SpecFault` naming the field.
    init(_ issuer: Issuer, _ reference: IssuerReference) throws(SpecFault) {
        let spec = issuer.spec ?? Issuer.Spec()
        limits = try IssuingLimits(spec)
        rotatesAutomatically = spec.rotation != "Manual"
        let commonName = AuthorityName.fitted(reference.signerName, into: Self.longestCommonName)
        authority = AuthorityKeeper.Plan(
            algorithm: try Self.algorithm(spec.algorithm), subject: spec.subject ?? "CN=\(commonName),O=Casemate",
            lifetime: try Self.lifetime(spec.lifetime),
            profile: limits.profile ?? IssuingLimits.permissiveProfile)
    }

    private static func lifetime(_ text: String?) throws(SpecFault) -> Int64 {
        guard let text else { return usualLifetime }
        let seconds = try SpecFault.seconds(text, of: "lifetime")
        guard seconds >= shortestLifetime else {
            throw SpecFault(field: "lifetime", message: "a root lives at least \(shortestLifetime)s")
        }
        return seconds
    }

    private static func algorithm(_ name: String?) throws(SpecFault) -> KeyAlgorithm {
        guard let name else { return .p256 }
        guard let algorithm = KeyAlgorithm(name: name), algorithm != .aes256 else {
            throw SpecFault(
                field: "algorithm",
                message: "'\(name)' is none of p256, p384, p521, ed25519, rsa2048, rsa3072, rsa4096")
        }
        return algorithm
    }
}
