internal import Attestation
internal import X509Core

/// What a verifier is handed by anyone, and what an administrator hands it to judge that by.
extension FuzzTarget {
    /// Evidence of any kind, found by its content.
    package static let evidence = FuzzTarget("evidence") { bytes in
        let shape = EvidenceShape(of: bytes)
        require((try? EvidenceAppraiser().appraise(bytes, at: 0)) == nil, "nothing is genuine without its papers")
        if let reading = try? EvidenceReading(bytes) {
            require(reading.shape == shape, "what was read is what was found")
            require(reading.reportData.count == 64, "report data is whole")
        }
        guard let quote = try? Quote.carried(by: bytes) else { return }
        require(quote.kind == shape?.kind, "a quote inside is of the kind found")
        _ = try? quote.collateralReference()
        _ = quote.pckCertificateRequest
    }

    /// The quote inside a certificate request, as if the request were signed with its key.
    package static let requestEvidence = FuzzTarget("request-evidence") { bytes in
        guard let request = try? UnverifiedCSR(bytes),
            let evidence = try? RequestEvidence(request.extensions, for: request.publicKey)
        else { return }
        require((try? Quote(evidence.quote).reportData) == evidence.reportData, "the quote commits to the key")
    }

    /// A policy in JSON, and its verdict on evidence that none may accept.
    package static let appraisalPolicy = FuzzTarget("appraisal-policy") { bytes in
        guard let policy = try? AppraisalPolicy(json: bytes, source: "p") else { return }
        for kind in EvidenceKind.allCases {
            for root in VendorRoot.allCases.map(\.fingerprint) + [[UInt8](repeating: 0, count: 32)] {
                guard let anchor = TrustAnchor(fingerprint: root) else {
                    return require(false, "a digest is an anchor")
                }
                let revoked = policy.judge(appraisal(kind, .revoked, anchor), at: 0)
                require(!revoked.isAccepted, "no policy accepts what is revoked")
                let current = policy.judge(appraisal(kind, .upToDate, anchor), at: 0)
                require(
                    !current.isAccepted || anchor.platform == .hardware || policy.allowsSoftware,
                    "software counts only where it is allowed")
            }
        }
    }

    private static func appraisal(_ kind: EvidenceKind, _ status: TCBStatus, _ anchor: TrustAnchor) -> Appraisal {
        Appraisal(
            kind: kind, container: kind == .snp ? .report : .quote, anchor: anchor, status: status, advisories: ["A"],
            tcbDate: 0, expires: 0, debug: false, reportData: [UInt8](repeating: 0, count: 64),
            measurements: [
                Claim("mrEnclave", .bytes([UInt8](repeating: 0, count: 32))), Claim("attributes", .number(5)),
                Claim("xfrm", .number(3)), Claim("tdAttributes", .number(1 << 28)), Claim("vmpl", .number(0)),
            ],
            platformInfo: [
                Claim("product", .text("Milan")), Claim("reportedTcb", .bytes([4, 0, 0, 0, 0, 0, 24, 219])),
            ], current: nil)
    }
}
