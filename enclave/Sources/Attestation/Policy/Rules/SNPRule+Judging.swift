internal import EnclaveProtocol

extension SNPRule {
    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind == .snp else { return }
        judgeLaunch(&judgement)
        judgeGuest(&judgement)
        judgeServices(&judgement)
        judgeProperties(&judgement)
        judgePlatform(&judgement)
    }

    private func judgeLaunch(_ judgement: inout Judgement) {
        guard let minimumLaunchTCB, let launch = SNPTCB("launchTcb", of: judgement.appraisal) else { return }
        guard let minimum = minimumLaunchTCB.minimum(for: launch) else { return }
        if !launch.isAtLeast(minimum.value) {
            judgement.refuse(
                .refusedStatus, line: minimum.line, "The guest was launched under \(launch), below \(minimum.value).")
        }
    }

    private func judgeGuest(_ judgement: inout Judgement) {
        let appraisal = judgement.appraisal
        let level = appraisal.number("vmpl") ?? .max
        if !vmpl.value.contains(level) {
            let wanted = vmpl.value.map(String.init).joined(separator: ", ")
            let hint = vmpl.line == nil ? " " + judgement.addition("snp: {vmpl: \(level)}") : ""
            judgement.refuse(
                .refusedAttributes, line: vmpl.line,
                "The report was asked for at VMPL \(level); expected is \(wanted).\(hint)")
        }
        let policy = SNPGuestPolicy(rawValue: appraisal.number("policy") ?? 0)
        let abi = UInt64(policy.minimumABI.major) << 8 | UInt64(policy.minimumABI.minor)
        if let minimumABI, abi < minimumABI.value {
            judgement.refuse(
                .refusedAttributes, line: minimumABI.line,
                "The guest may run under ABI \(abi >> 8).\(abi & 0xff), lower than the policy allows.")
        }
        judgeMigration(policy, &judgement)
    }

    private func judgeMigration(_ policy: SNPGuestPolicy, _ judgement: inout Judgement) {
        guard policy.contains(.migrationAgentAllowed) else { return }
        let agent = judgement.appraisal.bytes("migrationReportId") ?? []
        guard migrationAgents?.value.contains(agent) != true else { return }
        judgement.refuse(
            .refusedAttributes, line: migrationAgents?.line,
            "A migration agent may act on the guest, and report id \(Hex.encode(agent)) is not one the policy names.")
    }

    /// Whoever may have a report made over bytes of its choice can choose a hash of a statement and some manifest. Only
    /// the image says whether an SVSM stands in between, so the policy that names the image has to.
    private func judgeServices(_ judgement: inout Judgement) {
        guard judgement.appraisal.servicesManifest != nil, !allowsServicesManifest.value else { return }
        judgement.refuse(
            .reportData, line: allowsServicesManifest.line,
            "The report data is to be hashed with a services manifest, which only an image with an SVSM does. "
                + judgement.addition("snp: {allowServicesManifest: true}"))
    }

    private func judgeProperties(_ judgement: inout Judgement) {
        for property in required?.value ?? [] where judgement.appraisal.flag(property.rawValue) != true {
            judgement.refuse(.refusedAttributes, line: required?.line, "\(property.rawValue) is required and not set.")
        }
        for property in refused?.value ?? [] where judgement.appraisal.flag(property.rawValue) != false {
            judgement.refuse(.refusedAttributes, line: refused?.line, "\(property.rawValue) is refused and set.")
        }
        if let mitigations,
            (judgement.appraisal.number("launchMitigationVector") ?? 0) & mitigations.value != mitigations.value
        {
            judgement.refuse(
                .refusedAttributes, line: mitigations.line,
                "Mitigations that the policy wants were not in force at launch.")
        }
    }

    private func judgePlatform(_ judgement: inout Judgement) {
        let appraisal = judgement.appraisal
        if !allowsMaskedChip.value, appraisal.flag("chipIdMasked") == true, appraisal.text("signingKey") == "VCEK" {
            judgement.refuse(
                .refusedPlatform, line: allowsMaskedChip.line,
                "The chip id is masked, so the report cannot be bound to the chip its certificate names. "
                    + judgement.addition("snp: {allowMaskedChip: true}"))
        }
        if !allowsProvisionalFirmware.value, appraisal.flag("provisionalFirmware") == true {
            judgement.refuse(
                .refusedPlatform, line: allowsProvisionalFirmware.line,
                "The firmware that runs is not the one committed, so its owner can go back to the older.")
        }
        if requiresRevocationList.value, appraisal.flag("revocationChecked") != true {
            judgement.refuse(
                .staleCollateral, line: requiresRevocationList.line,
                "No revocation list of AMD's was given, so nobody has looked whether the chain is revoked.")
        }
    }
}
