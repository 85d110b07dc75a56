/// What an SEV-SNP guest and its platform must be like.
struct SNPRule: PolicyRule {
    /// The fields of `snp`.
    enum Field: String, CaseIterable {
        case minimumTcb, minimumLaunchTcb, vmpl, require, refuse, minimumAbi, migrationAgents, mitigations
        case allowMaskedChip, allowProvisionalFirmware, requireRevocationList
        case allowServicesManifest
    }

    /// What `require` and `refuse` can name: bits of the guest's policy and of the platform information.
    enum Property: String, CaseIterable, Sendable {
        case smtAllowed, singleSocketRequired, cxlAllowed, aes256XTSRequired, raplDisabledRequired
        case ciphertextHidingRequired, pageSwapDisabled
        case smtEnabled, tsmeEnabled, eccEnabled, raplDisabled, ciphertextHiding, aliasCheckComplete, tioEnabled
    }

    var minimumTCB: SNPMinimumTCB?
    var minimumLaunchTCB: SNPMinimumTCB?
    var vmpl = Setting<[UInt64]>([0])
    var required: Setting<[Property]>?
    var refused: Setting<[Property]>?
    /// Major times 256 plus minor.
    var minimumABI: Setting<UInt64>?
    var migrationAgents: Setting<[[UInt8]]>?
    /// Bits of the launch mitigation vector that must be set.
    var mitigations: Setting<UInt64>?
    var allowsMaskedChip = Setting(false)
    var allowsProvisionalFirmware = Setting(true)
    var requiresRevocationList = Setting(false)
    var allowsServicesManifest = Setting(false)

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        if let member = section.member(.minimumTcb) { minimumTCB = try SNPMinimumTCB(member.value) }
        if let member = section.member(.minimumLaunchTcb) { minimumLaunchTCB = try SNPMinimumTCB(member.value) }
        try section.read(.vmpl, into: &vmpl) { value throws(PolicyFault) in
            try value.elements.map { element throws(PolicyFault) in try element.number }
        }
        required = try section.list(.require) { value throws(PolicyFault) in try value.word() }
        refused = try section.list(.refuse) { value throws(PolicyFault) in try value.word() }
        migrationAgents = try section.list(.migrationAgents) { value throws(PolicyFault) in try value.bytes(32) }
        if let member = section.member(.minimumAbi) {
            minimumABI = Setting(try Self.abi(member.value), line: member.line)
        }
        if let member = section.member(.mitigations) {
            mitigations = Setting(try member.value.number, line: member.line)
        }
        for (field, path) in [
            (.allowMaskedChip, \Self.allowsMaskedChip), (.allowProvisionalFirmware, \Self.allowsProvisionalFirmware),
            (.requireRevocationList, \Self.requiresRevocationList),
            (.allowServicesManifest, \Self.allowsServicesManifest),
        ] as [(Field, WritableKeyPath<Self, Setting<Bool>>)] {
            try section.read(field, into: &self[keyPath: path]) { value throws(PolicyFault) in try value.flag }
        }
    }

    private static func abi(_ value: PolicyValue) throws(PolicyFault) -> UInt64 {
        let parts = try value.text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else {
            throw value.fault("an ABI version in quotes, such as \"1.51\"")
        }
        return UInt64(major) << 8 | UInt64(minor)
    }

    /// Gives the evidence the status that its reported TCB has against the minimum for its product, if there is one.
    func rate(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind == .snp, let tcb = SNPTCB(of: judgement.appraisal),
            let minimum = minimumTCB?.minimum(for: tcb)
        else { return }
        judgement.rate(
            tcb.isAtLeast(minimum.value) ? .upToDate : .outOfDate, line: minimum.line,
            "The platform reports \(tcb), below the minimum \(minimum.value).")
    }
}
