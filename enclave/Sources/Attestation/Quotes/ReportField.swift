/// A named part of a fixed structure: what Intel's tables of offsets list.
struct ReportField: Sendable {
    /// How a claim shows the field.
    enum Form: Sendable {
        case bytes
        /// Little endian, at most eight bytes.
        case number
    }

    let name: String
    let offset: Int
    let size: Int
    let form: Form

    init(_ name: String, _ offset: Int, _ size: Int, _ form: Form = .bytes) {
        self.name = name
        self.offset = offset
        self.size = size
        self.form = form
    }
}

/// The enclave report (384 bytes); fields that Intel reserves have no name here.
extension ReportField {
    static let cpuSVN = ReportField("cpuSvn", 0, 16)
    static let miscSelect = ReportField("miscSelect", 16, 4, .number)
    static let isvExtProductID = ReportField("isvExtProdId", 32, 16)
    static let attributes = ReportField("attributes", 48, 8, .number)
    static let xfrm = ReportField("xfrm", 56, 8, .number)
    static let mrEnclave = ReportField("mrEnclave", 64, 32)
    static let mrSigner = ReportField("mrSigner", 128, 32)
    static let configID = ReportField("configId", 192, 64)
    static let isvProductID = ReportField("isvProdId", 256, 2, .number)
    static let isvSVN = ReportField("isvSvn", 258, 2, .number)
    static let configSVN = ReportField("configSvn", 260, 2, .number)
    static let isvFamilyID = ReportField("isvFamilyId", 304, 16)
    static let enclaveReportData = ReportField("reportData", 320, 64)

    /// Flags and XFRM as the one mask that Intel's identities compare.
    static let allAttributes = ReportField("allAttributes", 48, 16)

    static let enclaveFields = [
        cpuSVN, miscSelect, isvExtProductID, attributes, xfrm, mrEnclave, mrSigner, configID, isvProductID, isvSVN,
        configSVN, isvFamilyID,
    ]
}

/// The TD report body: 584 bytes, 648 since TD 1.5, 885 with the history of service TDs.
extension ReportField {
    static let teeTCBSVN = ReportField("teeTcbSvn", 0, 16)
    static let mrSignerSEAM = ReportField("mrSignerSeam", 64, 48)
    static let seamAttributes = ReportField("seamAttributes", 112, 8, .number)
    static let tdAttributes = ReportField("tdAttributes", 120, 8, .number)
    static let tdReportData = ReportField("reportData", 520, 64)
    static let teeTCBSVN2 = ReportField("teeTcbSvn2", 584, 16)

    static let tdFields = [
        teeTCBSVN, ReportField("mrSeam", 16, 48), mrSignerSEAM, seamAttributes, tdAttributes,
        ReportField("xfam", 128, 8, .number), ReportField("mrTd", 136, 48), ReportField("mrConfigId", 184, 48),
        ReportField("mrOwner", 232, 48), ReportField("mrOwnerConfig", 280, 48), ReportField("rtmr0", 328, 48),
        ReportField("rtmr1", 376, 48), ReportField("rtmr2", 424, 48), ReportField("rtmr3", 472, 48),
    ]
    static let td15Fields = tdFields + [teeTCBSVN2, ReportField("mrServiceTd", 600, 48)]
    static let td15ExtendedFields =
        td15Fields + [
            ReportField("vmId", 648, 1, .number), ReportField("tdId", 649, 32), ReportField("devInfo", 681, 48),
            ReportField("initialServiceTdHash", 729, 48), ReportField("initialServiceTdAttributes", 777, 8, .number),
            ReportField("initialCpuSvn", 785, 16), ReportField("initialTeeTcbSvn", 801, 16),
            ReportField("initialFmspc", 817, 12), ReportField("currentServiceTdHash", 829, 48),
            ReportField("currentServiceTdAttributes", 877, 8, .number),
        ]
}
