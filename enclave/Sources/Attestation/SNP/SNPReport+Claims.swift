extension SNPReport {
    /// What was measured and what the guest's owner gave it, in the order of the report.
    var measurementClaims: [Claim] {
        var claims = [
            Claim("guestSvn", .number(UInt64(guestSVN))),
            Claim("familyId", .bytes(self[.familyID])),
            Claim("imageId", .bytes(self[.imageID])),
            Claim("vmpl", .number(UInt64(vmpl))),
            Claim("measurement", .bytes(self[.measurement])),
            Claim("hostData", .bytes(self[.hostData])),
            Claim("idKeyDigest", .bytes(self[.idKeyDigest])),
        ]
        if hasAuthorKey { claims.append(Claim("authorKeyDigest", .bytes(self[.authorKeyDigest]))) }
        return claims + [
            Claim("reportId", .bytes(self[.reportID])),
            Claim("migrationReportId", .bytes(self[.migrationAgentReportID])),
        ]
    }

    var firmwareClaims: [Claim] {
        var claims = [
            Claim("currentVersion", .text(firmware(.currentFirmware))),
            Claim("committedVersion", .text(firmware(.committedFirmware))),
            Claim(
                "provisionalFirmware",
                .flag(
                    self[.currentFirmware] != self[.committedFirmware] || self[.currentTCB] != self[.committedTCB])),
        ]
        if let launchMitigations { claims.append(Claim("launchMitigationVector", .number(launchMitigations))) }
        if let currentMitigations { claims.append(Claim("currentMitigationVector", .number(currentMitigations))) }
        return claims
    }

    var platformInfoClaims: [Claim] {
        [Claim("platformInfo", .number(platformInfo))]
            + Self.platformBits.map { name, bit in Claim(name, .flag(platformInfo >> bit & 1 == 1)) }
    }

    private static let platformBits: [(String, UInt64)] = [
        ("smtEnabled", 0), ("tsmeEnabled", 1), ("eccEnabled", 2), ("raplDisabled", 3), ("ciphertextHiding", 4),
        ("aliasCheckComplete", 5), ("tioEnabled", 7),
    ]

    /// `major.minor.build`, stored the other way round.
    private func firmware(_ field: SNPReportField) -> String {
        self[field].reversed().map { "\($0)" }.joined(separator: ".")
    }
}

extension SNPGuestPolicy {
    /// The field and each of its named parts.
    var claims: [Claim] {
        let abi = minimumABI
        return [
            Claim("policy", .number(rawValue)),
            Claim("policyAbiMajor", .number(UInt64(abi.major))),
            Claim("policyAbiMinor", .number(UInt64(abi.minor))),
        ] + Bit.allCases.map { Claim("\($0)", .flag(contains($0))) }
    }
}
