/// The attributes of an SGX enclave.
struct SGXRule: PolicyRule {
    /// The fields of `sgx`.
    enum Field: String, CaseIterable {
        case allowProvisionKey, allowEinitTokenKey, allowedXfrm
    }

    var allowsProvisionKey = Setting(false)
    var allowsEinitTokenKey = Setting(false)
    /// Bits of XFRM that may be set; nil for any.
    var allowedXFRM: Setting<UInt64>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        try section.read(.allowProvisionKey, into: &allowsProvisionKey) { value throws(PolicyFault) in try value.flag }
        try section.read(.allowEinitTokenKey, into: &allowsEinitTokenKey) { value throws(PolicyFault) in
            try value.flag
        }
        if let member = section.member(.allowedXfrm) {
            allowedXFRM = Setting(try member.value.number, line: member.line)
        }
    }

    private enum Attribute {
        static let initialized: UInt64 = 0x01
        static let mode64: UInt64 = 0x04
        static let provisionKey: UInt64 = 0x10
        static let einitTokenKey: UInt64 = 0x20
    }

    func judge(_ judgement: inout Judgement) {
        guard judgement.appraisal.kind == .sgx else { return }
        let flags = judgement.appraisal.number("attributes") ?? 0
        if flags & Attribute.initialized == 0 || flags & Attribute.mode64 == 0 {
            judgement.refuse(.refusedAttributes, line: nil, "The enclave is not an initialized one in 64-bit mode.")
        }
        for (setting, bit, key) in [
            (allowsProvisionKey, Attribute.provisionKey, "provisioning"),
            (allowsEinitTokenKey, Attribute.einitTokenKey, "launch token"),
        ] where !setting.value && flags & bit != 0 {
            judgement.refuse(.refusedAttributes, line: setting.line, "The enclave may use the platform's \(key) key.")
        }
        judgement.refuseFeatures(beyond: allowedXFRM, of: "XFRM")
    }
}
