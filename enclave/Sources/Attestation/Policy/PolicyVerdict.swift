/// What a policy says of genuine evidence.
public struct PolicyVerdict: Sendable, Equatable {
    /// Why evidence is refused, in the words of `attest verify`'s `code`; `accepted` when it is not.
    public enum Code: String, Sendable, CaseIterable {
        case accepted
        /// A root that is no vendor's, and the policy does not name it.
        case softwareEvidence = "software-evidence"
        case refusedKind = "refused-kind"
        /// A product line whose keys the policy no longer believes.
        case distrustedProduct = "distrusted-product"
        case debug
        case revoked
        /// SEV-SNP without a minimum TCB for its product.
        case unrated
        case refusedStatus = "refused-status"
        case refusedAdvisory = "refused-advisory"
        case staleCollateral = "stale-collateral"
        case refusedAttributes = "refused-attributes"
        case refusedPlatform = "refused-platform"
        case unknownMeasurement = "unknown-measurement"
        case reportData = "report-data"
    }

    /// One rule that refused the evidence.
    public struct Finding: Sendable, Equatable {
        public let code: Code
        /// One sentence, behind the line of the document that refused: `policy.yaml:12: …`.
        public let reason: String
    }

    /// The appraisal, rated where the policy does so (SEV-SNP).
    public let appraisal: Appraisal
    /// Every rule that refused, in the order of judging; empty when the evidence is accepted.
    public let findings: [Finding]
    /// The set of measurements that fits, where the policy has any.
    public let measurementSet: String?

    /// No rule refused.
    public var isAccepted: Bool { findings.isEmpty }
    /// The first finding's.
    public var code: Code { findings.first?.code ?? .accepted }
    /// The first finding's, or a sentence that says what was accepted.
    public var reason: String {
        if let finding = findings.first { return finding.reason }
        let name = measurementSet.map { ", measured as \($0)" } ?? ""
        return
            "The policy accepts \(appraisal.platform.rawValue) evidence of status \(appraisal.status.rawValue)\(name)."
    }
}
