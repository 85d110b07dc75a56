internal import X509Core

extension Appraisal {
    /// The verdict on a quote whose signatures have been checked.
    init(quote: Quote, pck: PCKCertificate, collateral: VerifiedCollateral) throws(AppraisalError) {
        let report = quote.signature.qeReport
        guard let qe = collateral.qeIdentity.levels.matching(report.number(.isvSVN)) else {
            throw AppraisalError(.unsupportedTCB, "The quoting enclave is below every level of its identity.")
        }
        let evaluation = TCBEvaluation(tcbInfo: collateral.tcbInfo, certified: pck.platform.tcb, qe: qe)
        let launch = try evaluation.evaluate(quote.body.launchVersions)
        let current = try quote.body.currentVersions.map { versions throws(AppraisalError) in
            try evaluation.evaluate(versions).verdict
        }
        let status = current.map { launch.verdict.status.advisingRelaunch(current: $0.status) }
        self.init(
            kind: quote.kind, container: .quote, anchor: collateral.root.anchor,
            status: status ?? launch.verdict.status, advisories: launch.verdict.advisories,
            tcbDate: launch.verdict.tcbDate, expires: min(collateral.expires, pck.certificate.content.notAfter),
            debug: quote.isDebug, reportData: quote.reportData, measurements: quote.measurements,
            platformInfo: pck.platform.claims + Self.claims(quote, qe, launch.module, collateral),
            current: current == launch.verdict ? nil : current)
    }

    private static func claims(
        _ quote: Quote, _ qe: LevelVerdict, _ module: TCBStatus?, _ collateral: VerifiedCollateral
    ) -> [Claim] {
        let report = quote.signature.qeReport
        let parts = [
            Claim("certificationAuthority", .text(collateral.authority.name)),
            Claim("qeId", .bytes(Array(quote.header.qeIdentifier))),
            Claim("qeMrSigner", .bytes(Array(report[.mrSigner]))),
            Claim("qeIsvProdId", .number(report.number(.isvProductID))),
            Claim("qeIsvSvn", .number(report.number(.isvSVN))),
            Claim("qeStatus", .text(qe.status.rawValue)),
        ]
        return parts + (module.map { [Claim("moduleStatus", .text($0.rawValue))] } ?? []) + collateral.claims
    }
}

extension PCKExtension {
    /// What the certificate says about the machine.
    var claims: [Claim] {
        var claims = [
            Claim("fmspc", .bytes(fmspc)), Claim("ppid", .bytes(ppid)), Claim("pceId", .bytes(pceID)),
            Claim("pceSvn", .number(UInt64(tcb.pceSVN))), Claim("cpuSvn", .bytes(tcb.cpuSVN)),
            Claim("sgxComponents", .bytes(tcb.components.indices.map { tcb.components[$0] })),
            Claim("sgxType", .text(sgxType.name)),
        ]
        if let platformInstanceID { claims.append(Claim("platformInstanceId", .bytes(platformInstanceID))) }
        let switches = [
            ("dynamicPlatform", configuration.dynamicPlatform), ("cachedKeys", configuration.cachedKeys),
            ("smtEnabled", configuration.smtEnabled),
        ]
        for (name, value) in switches { if let value { claims.append(Claim(name, .flag(value))) } }
        return claims
    }
}
