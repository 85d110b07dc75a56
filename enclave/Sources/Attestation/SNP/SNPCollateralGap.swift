internal import EnclaveProtocol

/// What to fetch where for a report whose certificate is missing.
enum SNPCollateralGap {
    /// Names the address of AMD's key distribution service, as far as the report says what to ask for.
    static func endorsement(of report: SNPReport) -> AppraisalError {
        let product = report.product?.rawValue ?? "Milan|Genoa"
        guard report.signingKey == .vcek else {
            return AppraisalError(
                .missingCollateral,
                "The VLEK certificate is missing; the cloud provider hands it out with the report."
            )
        }
        return AppraisalError(
            .missingCollateral,
            "The VCEK certificate is missing: fetch https://kdsintf.amd.com/vcek/v1/\(path(report, product))."
        )
    }

    private static func path(_ report: SNPReport, _ product: String) -> String {
        // Milan and Genoa have one layout, so a report of version 2 can be asked for without knowing which it is.
        let layout = report.product ?? .milan
        let chip = Hex.encode(report[.chipID].prefix(layout.chipIDLength))
        guard let tcb = SNPTCB(product: layout, bytes: report[.reportedTCB]) else { return "\(product)/\(chip)" }
        let versions = SNPTCB.components(of: layout).compactMap { component in
            tcb[component].map { "\(parameter(component))=\($0 < 10 ? "0" : "")\($0)" }
        }
        return "\(product)/\(chip)?\(versions.joined(separator: "&"))"
    }

    private static func parameter(_ component: SNPTCB.Component) -> String {
        switch component {
        case .fmc: "fmcSPL"
        case .bootLoader: "blSPL"
        case .tee: "teeSPL"
        case .snp: "snpSPL"
        case .microcode: "ucodeSPL"
        }
    }
}
