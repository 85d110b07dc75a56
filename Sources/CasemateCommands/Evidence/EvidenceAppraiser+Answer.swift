internal import Attestation
internal import EnclaveProtocol
internal import X509Core

extension EvidenceAppraiser {
    /// With what an enclave handed out beside its evidence. None of it is believed: a root that is no vendor's makes it
    /// evidence of software, which counts only where the policy names that root.
    init(papersOf answer: EvidenceAnswer, fetch: CollateralFetch?) async throws {
        do {
            self.init(anchors: answer.root.isEmpty ? .builtIn : TrustAnchors([try Certificate(answer.root)]))
            certificates = try answer.certificates.map { der throws(X509Error) in try Certificate(der.bytes) }
        } catch {
            throw AppraisalError(
                .malformedCollateral, "A certificate beside the evidence cannot be read. \(error.message)")
        }
        servicesManifest = answer.manifest.isEmpty ? nil : answer.manifest
        collateral =
            answer.collateral.isEmpty
            ? try await fetch?.collateral(for: answer.evidence) : try Collateral(json: answer.collateral)
    }
}
