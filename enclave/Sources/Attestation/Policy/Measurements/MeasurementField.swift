/// The measurements and identities that a set of a policy can pin, under the names an appraisal gives them.
enum MeasurementField: String, CaseIterable, Sendable {
    // SGX
    case cpuSvn, miscSelect, isvExtProdId, attributes, mrEnclave, mrSigner, configId, isvProdId, isvSvn, configSvn
    case isvFamilyId
    // TDX
    case teeTcbSvn, mrSeam, mrSignerSeam, seamAttributes, tdAttributes, xfam, mrTd, mrConfigId, mrOwner
    case mrOwnerConfig, rtmr0, rtmr1, rtmr2, rtmr3, teeTcbSvn2, mrServiceTd
    case vmId, tdId, devInfo, initialServiceTdHash, initialServiceTdAttributes, initialCpuSvn, initialTeeTcbSvn
    case initialFmspc, serviceTdHash, serviceTdAttributes
    // SEV-SNP
    case guestSvn, guestPolicy, familyId, imageId, vmpl, launchMeasurement, hostData, idKeyDigest, authorKeyDigest
    case reportId, migrationAgentReportId

    /// Length in bytes; nil for a number.
    var length: Int? {
        switch self {
        case .miscSelect, .isvProdId, .isvSvn, .configSvn, .vmId, .guestSvn, .guestPolicy, .vmpl: nil
        case .seamAttributes, .tdAttributes, .xfam, .initialServiceTdAttributes, .serviceTdAttributes: 8
        case .initialFmspc: 12
        case .cpuSvn, .isvExtProdId, .attributes, .isvFamilyId, .teeTcbSvn, .teeTcbSvn2, .initialCpuSvn,
            .initialTeeTcbSvn, .familyId, .imageId:
            16
        case .mrEnclave, .mrSigner, .tdId, .hostData, .reportId, .migrationAgentReportId: 32
        case .configId: 64
        case .mrSeam, .mrSignerSeam, .mrTd, .mrConfigId, .mrOwner, .mrOwnerConfig, .rtmr0, .rtmr1, .rtmr2, .rtmr3,
            .mrServiceTd, .devInfo, .initialServiceTdHash, .serviceTdHash, .launchMeasurement, .idKeyDigest,
            .authorKeyDigest:
            48
        }
    }
}
