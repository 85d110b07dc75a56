/// The attributes of a trust domain.
struct TDXRule: PolicyRule {
    /// The fields of `tdx`.
    enum Field: String, CaseIterable {
        case requireSeptVeDisable, allowServiceTd, allowMigratable, allowPks, allowKeyLocker, allowPerfmon, allowedXfam
    }

    var requiresSEPTVEDisable = Setting(true)
    var allowsServiceTD = Setting(false)
    var allowsMigratable = Setting(false)
    var allowsPKS = Setting(true)
    var allowsKeyLocker = Setting(true)
    var allowsPerfmon = Setting(true)
    /// Bits of XFAM that may be set; nil for any.
    var allowedXFAM: Setting<UInt64>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        for (field, path) in [
            (.requireSeptVeDisable, \Self.requiresSEPTVEDisable), (.allowServiceTd, \Self.allowsServiceTD),
            (.allowMigratable, \Self.allowsMigratable), (.allowPks, \Self.allowsPKS),
            (.allowKeyLocker, \Self.allowsKeyLocker), (.allowPerfmon, \Self.allowsPerfmon),
        ] as [(Field, WritableKeyPath<Self, Setting<Bool>>)] {
            try section.read(field, into: &self[keyPath: path]) { value throws(PolicyFault) in try value.flag }
        }
        if let member = section.member(.allowedXfam) {
            allowedXFAM = Setting(try member.value.number, line: member.line)
        }
    }

    private enum Attribute {
        // Any of the lowest eight bits means a domain under debug; DebugRule judges those.
        static let debug: UInt64 = 0xff
        static let lass: UInt64 = 1 << 27
        static let septVEDisable: UInt64 = 1 << 28
        static let migratable: UInt64 = 1 << 29
        static let pks: UInt64 = 1 << 30
        static let keyLocker: UInt64 = 1 << 31
        static let perfmon: UInt64 = 1 << 63
        static let known = debug | lass | septVEDisable | migratable | pks | keyLocker | perfmon
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind == .tdx else { return }
        let attributes = judgement.appraisal.number("tdAttributes") ?? 0
        if requiresSEPTVEDisable.value, attributes & Attribute.septVEDisable == 0 {
            judgement.refuse(
                .refusedAttributes, line: requiresSEPTVEDisable.line,
                "SEPT_VE_DISABLE is clear, so the host can make the domain handle faults on its own memory.")
        }
        for (setting, bit, name) in [
            (allowsMigratable, Attribute.migratable, "MIGRATABLE"), (allowsPKS, Attribute.pks, "PKS"),
            (allowsKeyLocker, Attribute.keyLocker, "KL"), (allowsPerfmon, Attribute.perfmon, "PERFMON"),
        ] where !setting.value && attributes & bit != 0 {
            judgement.refuse(.refusedAttributes, line: setting.line, "The attribute \(name) is set.")
        }
        if attributes & ~Attribute.known != 0 {
            judgement.refuse(
                .refusedAttributes, line: nil,
                "TDATTRIBUTES has bits set that nobody has given a meaning: 0x"
                    + String(attributes & ~Attribute.known, radix: 16) + ".")
        }
        judgeServiceTD(&judgement)
        judgement.refuseFeatures(beyond: allowedXFAM, of: "XFAM")
    }

    private func judgeServiceTD(_ judgement: inout Judgement) {
        guard !allowsServiceTD.value, let service = judgement.appraisal.bytes("mrServiceTd"),
            service.contains(where: { $0 != 0 })
        else { return }
        judgement.refuse(
            .refusedAttributes, line: allowsServiceTD.line,
            "A service domain is bound (MRSERVICETD is not zero) and can act on this one.")
    }
}
