internal import Attestation
internal import X509Core

extension EvidenceOptions {
    /// Longest evidence that is read, in bytes.
    private static let evidenceLimit = 1 << 20
    /// Longest collateral that is read, in bytes.
    static let collateralLimit = 4 << 20

    /// The evidence itself.
    func evidenceBytes() throws(CommandError) -> [UInt8] { try InputFile.read(evidence, limit: Self.evidenceLimit) }

    /// The anchors asked for, else those built in.
    func anchors() throws(CommandError) -> TrustAnchors {
        if let digest = rootDigest.flatMap({ TrustAnchor(fingerprint: $0.bytes) }) { return TrustAnchors([digest]) }
        guard let root else { return .builtIn }
        let bytes = try InputFile.read(root)
        do {
            return TrustAnchors([try Certificate(bytes)])
        } catch {
            throw CommandError(
                code: "invalid-root", message: "\(root) is not a certificate. \(error.message)",
                remedy: "Give the root in DER or as one PEM block, or its SHA-256 with --root-sha256.", cause: error)
        }
    }

    /// An appraiser with the papers in the files given; collateral from a PCCS is fetched for this evidence.
    func appraiser(for evidence: [UInt8]) async throws -> EvidenceAppraiser {
        var appraiser = EvidenceAppraiser(anchors: try anchors())
        if let collateral {
            appraiser.collateral = try Collateral(json: try InputFile.read(collateral, limit: Self.collateralLimit))
        } else if let pccs {
            appraiser.collateral = try await CollateralFetch(base: pccs, authority: authority).collateral(for: evidence)
        }
        appraiser.servicesManifest = try manifest.map { name throws(CommandError) in
            try InputFile.read(name, limit: Appraisal.longestServicesManifest)
        }
        for name in certificates {
            let papers = try AMDPapers(try InputFile.read(name), name: name)
            appraiser.certificates += papers.certificates
            appraiser.revocationLists += papers.revocationLists
        }
        return appraiser
    }
}
