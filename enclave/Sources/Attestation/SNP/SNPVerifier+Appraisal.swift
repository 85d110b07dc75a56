internal import X509Core

extension SNPVerifier {
    /// Puts together what a report that passed every check says.
    func appraisal(
        _ report: SNPReport, _ endorsement: SNPEndorsement, _ chain: VerifiedSNPChain, _ tcbs: SNPReportTCBs
    ) -> Appraisal {
        Appraisal(
            kind: .snp, container: .report, anchor: chain.root.anchor, status: .unrated, advisories: [],
            tcbDate: nil, expires: min(chain.expires, endorsement.certificate.content.notAfter),
            debug: report.policy.contains(.debugAllowed), reportData: report[.reportData],
            measurements: report.measurementClaims + report.policy.claims,
            platformInfo: Self.platformClaims(report, endorsement, tcbs) + Self.revocationClaims(chain), current: nil)
    }

    private static func platformClaims(
        _ report: SNPReport, _ endorsement: SNPEndorsement, _ tcbs: SNPReportTCBs
    ) -> [Claim] {
        var claims = [
            Claim("reportVersion", .number(UInt64(report.version))),
            Claim("product", .text(endorsement.product.rawValue)),
            Claim("signingKey", .text(endorsement.kind.rawValue)),
            Claim("chipIdMasked", .flag(report.isChipIDMasked)),
            Claim("chipBound", .flag(endorsement.kind == .vcek && !report.isChipIDMasked)),
        ]
        if endorsement.kind == .vcek, !report.isChipIDMasked {
            claims.append(Claim("chipId", .bytes(report[.chipID])))
        }
        if let provider = endorsement.cloudProvider { claims.append(Claim("cspId", .text(provider))) }
        for (name, tcb) in [
            ("currentTcb", tcbs.current), ("reportedTcb", tcbs.reported), ("committedTcb", tcbs.committed),
            ("launchTcb", tcbs.launch),
        ] {
            claims.append(Claim(name, .bytes(tcb.bytes)))
        }
        return claims + report.firmwareClaims + report.platformInfoClaims
    }

    private static func revocationClaims(_ chain: VerifiedSNPChain) -> [Claim] {
        let number = chain.revocations.flatMap { try? $0.number() }
        return [Claim("revocationChecked", .flag(chain.revocations != nil))]
            + (number.map { [Claim("crlNumber", .bytes($0))] } ?? [])
    }
}

extension SNPTCB {
    /// A TCB that an SNP appraisal names: `reportedTcb`, `currentTcb`, `committedTcb` or `launchTcb`.
    public init?(_ name: String = "reportedTcb", of appraisal: Appraisal) {
        guard case .text(let text)? = appraisal.platformInfo.first(where: { $0.name == "product" })?.value,
            let product = SNPProduct(rawValue: text),
            case .bytes(let bytes)? = appraisal.platformInfo.first(where: { $0.name == name })?.value
        else { return nil }
        self.init(product: product, bytes: bytes)
    }
}
