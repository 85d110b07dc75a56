/// Facts about an Intel platform that its provisioning certificate states.
struct IntelRule: PolicyRule {
    /// The fields of `intel`.
    enum Field: String, CaseIterable {
        case allowDynamicPlatform, allowCachedKeys, allowSmt, sgxTypes
    }

    /// How the platform protects memory against someone with physical access.
    enum SGXType: String, CaseIterable, Sendable {
        case standard, scalable
        case scalableWithIntegrity = "scalable-with-integrity"
    }

    var allowsDynamicPlatform = Setting(true)
    var allowsCachedKeys = Setting(true)
    var allowsSMT = Setting(true)
    var sgxTypes: Setting<[SGXType]>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        try section.read(.allowDynamicPlatform, into: &allowsDynamicPlatform) { value throws(PolicyFault) in
            try value.flag
        }
        try section.read(.allowCachedKeys, into: &allowsCachedKeys) { value throws(PolicyFault) in try value.flag }
        try section.read(.allowSmt, into: &allowsSMT) { value throws(PolicyFault) in try value.flag }
        sgxTypes = try section.list(.sgxTypes) { value throws(PolicyFault) in try value.word() }
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind != .snp else { return }
        for (setting, claim, sentence) in [
            (allowsDynamicPlatform, "dynamicPlatform", "The platform can be extended by further processor packages."),
            (allowsCachedKeys, "cachedKeys", "Intel's registration service keeps the platform's root keys."),
            (allowsSMT, "smtEnabled", "Simultaneous multithreading is enabled."),
        ] where !setting.value && judgement.appraisal.flag(claim) != false {
            let unknown = judgement.appraisal.flag(claim) == nil ? " (the certificate does not say)" : ""
            judgement.refuse(.refusedPlatform, line: setting.line, sentence.dropLast() + unknown + ".")
        }
        if let sgxTypes, !sgxTypes.value.contains(where: { $0.rawValue == judgement.appraisal.text("sgxType") }) {
            judgement.refuse(.refusedPlatform, line: sgxTypes.line, "The platform's SGX type is not among those named.")
        }
    }
}
