/// What an RA-TLS certificate must be like.
struct RATLSRule: PolicyRule {
    /// The fields of `raTls`.
    enum Field: String, CaseIterable {
        case allowLegacy, requireNonce
    }

    var allowsLegacy = Setting(true)
    var requiresNonce = Setting(false)

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        try section.read(.allowLegacy, into: &allowsLegacy) { value throws(PolicyFault) in try value.flag }
        try section.read(.requireNonce, into: &requiresNonce) { value throws(PolicyFault) in try value.flag }
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.container == .raTLS else { return }
        if !allowsLegacy.value, judgement.appraisal.text("raTlsExtension") != RATLSExtension.standard.rawValue {
            judgement.refuse(
                .refusedAttributes, line: allowsLegacy.line,
                "The certificate carries its evidence in Gramine's legacy extension, not in the standard one.")
        }
        if requiresNonce.value, judgement.appraisal.bytes("raTlsNonce") == nil {
            judgement.refuse(
                .reportData, line: requiresNonce.line, "The certificate's claims have no nonce, so it may be old.")
        }
    }
}
