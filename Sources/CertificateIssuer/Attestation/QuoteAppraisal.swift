package import Attestation

/// How quotes inside requests are judged, and where what that takes comes from.
package struct QuoteAppraisal: Sendable {
    /// A policy, read anew for each quote: an edit counts at once.
    package typealias PolicySource = @Sendable () throws -> AppraisalPolicy
    /// What is published about the machine of a quote.
    package typealias CollateralSource = @Sendable (_ quote: [UInt8]) async throws -> Collateral

    /// By the name that an issuer's `quotePolicy` gives; an issuer without one means the empty name.
    package var policies: [String: PolicySource]
    package var collateral: CollateralSource
    /// How long a request waits for policy or collateral that cannot be had, before it fails.
    package var patience: Duration = .seconds(60)

    /// Judges by these policies.
    package init(policies: [String: PolicySource], collateral: @escaping CollateralSource) {
        self.policies = policies
        self.collateral = collateral
    }
}
