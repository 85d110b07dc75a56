/// Why evidence is not genuine, or cannot be shown to be.
public struct AppraisalError: Error, Sendable, Equatable {
    /// The kinds of failure, in the words of `attest verify`'s `code`.
    public enum Code: String, Sendable, CaseIterable {
        /// Neither a quote, a report, an HCL blob nor an RA-TLS certificate, or one that is cut short or malformed.
        case malformedEvidence = "malformed-evidence"
        /// A version, type or algorithm that this program does not know.
        case unsupportedEvidence = "unsupported-evidence"
        case malformedCollateral = "malformed-collateral"
        /// Something that the verdict needs is not there; the message names it.
        case missingCollateral = "missing-collateral"
        case expiredCollateral = "expired-collateral"
        /// Collateral that is not valid yet at the time of the verdict.
        case prematureCollateral = "premature-collateral"
        /// A certificate chain that does not lead to the trusted root.
        case untrustedChain = "untrusted-chain"
        case revokedCertificate = "revoked-certificate"
        case badSignature = "bad-signature"
        /// Evidence and collateral, or two parts of the evidence, speak of different things.
        case mismatch
        /// The platform is below every level its maker publishes.
        case unsupportedTCB = "unsupported-tcb"
    }

    public let code: Code
    /// One sentence: what is wrong, with the field and the values; never key material.
    public let message: String

    /// One sentence as `message` describes it.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
