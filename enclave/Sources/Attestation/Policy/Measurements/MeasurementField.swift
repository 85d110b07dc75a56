/// The measurements and identities that a set of a policy can pin, under the names an appraisal gives them.
enum MeasurementField: String, CaseIterable, Sendable {
    // SGX
    case cpuSvn, miscSelect, isvExtProdId, attributes, xfrm, mrEnclave, mrSigner, configId, isvProdId, isvSvn, configSvn
    case isvFamilyId
    // TDX
    case teeTcbSvn, mrSeam, mrSignerSeam, seamAttributes, tdAttributes, xfam, mrTd, mrConfigId, mrOwner
    case mrOwnerConfig, rtmr0, rtmr1, rtmr2, rtmr3, teeTcbSvn2, mrServiceTd
    case vmId, tdId, devInfo, initialServiceTdHash, initialServiceTdAttributes, initialCpuSvn, initialTeeTcbSvn
    case initialFmspc, currentServiceTdHash, currentServiceTdAttributes
    // SEV-SNP
    case guestSvn, policy, familyId, imageId, vmpl, measurement, hostData, idKeyDigest, authorKeyDigest
    case reportId, migrationReportId

    /// Length in bytes; nil for a number.
    var length: Int? {
        switch self {
        case .miscSelect, .isvProdId, .isvSvn, .configSvn, .vmId, .guestSvn, .policy, .vmpl, .attributes, .xfrm,
            .seamAttributes, .tdAttributes, .xfam, .initialServiceTdAttributes, .currentServiceTdAttributes:
            nil
        case .initialFmspc: 12
        case .cpuSvn, .isvExtProdId, .isvFamilyId, .teeTcbSvn, .teeTcbSvn2, .initialCpuSvn,
            .initialTeeTcbSvn, .familyId, .imageId:
            16
        case .mrEnclave, .mrSigner, .tdId, .hostData, .reportId, .migrationReportId: 32
        case .configId: 64
        case .mrSeam, .mrSignerSeam, .mrTd, .mrConfigId, .mrOwner, .mrOwnerConfig, .rtmr0, .rtmr1, .rtmr2, .rtmr3,
            .mrServiceTd, .devInfo, .initialServiceTdHash, .currentServiceTdHash, .measurement, .idKeyDigest,
            .authorKeyDigest:
            48
        }
    }
}
