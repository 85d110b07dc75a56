internal import EnclaveProtocol

/// Which kinds of evidence count and whose roots stand behind them.
struct OriginRule: PolicyRule {
    var kinds = Setting(EvidenceKind.allCases)
    var allowsSoftware = Setting(false)
    var softwareRoots: Setting<[TrustAnchor]>?
    var distrusted: Setting<[SNPProduct]>?

    init() {}

    init(_ section: PolicySection<PolicyField>) throws(PolicyFault) {
        kinds = try section.list(.kinds) { value throws(PolicyFault) in try value.word() } ?? kinds
        distrusted = try section.list(.distrustedProducts) { value throws(PolicyFault) in try value.word() }
        softwareRoots = try section.list(.softwareRoots) { value throws(PolicyFault) in
            guard let root = TrustAnchor(fingerprint: try value.bytes(TrustAnchor.fingerprintLength)) else {
                throw value.fault("the SHA-256 of a root certificate's DER")
            }
            return root
        }
        try section.read(.allowSoftware, into: &allowsSoftware) { value throws(PolicyFault) in try value.flag }
        guard allowsSoftware.value == false || softwareRoots != nil else {
            throw PolicyFault(
                allowsSoftware.line ?? section.line,
                "allowSoftware needs softwareRoots, the SHA-256 of each software root's DER that counts")
        }
    }

    /// The roots that can count here.
    var anchors: [TrustAnchor] {
        let vendors = VendorRoot.allCases.compactMap { TrustAnchor(fingerprint: $0.fingerprint) }
        return vendors + (allowsSoftware.value ? softwareRoots?.value ?? [] : [])
    }

    func judge(_ judgement: inout Judgement) {
        let appraisal = judgement.appraisal
        if appraisal.platform == .software { judgeSoftware(&judgement) }
        if !kinds.value.contains(appraisal.kind) {
            judgement.refuse(
                .refusedKind, line: kinds.line, "Evidence of kind \(appraisal.kind.rawValue) does not count here.")
        }
        if let distrusted, let product = distrusted.value.first(where: { $0.rawValue == appraisal.text("product") }) {
            judgement.refuse(
                .distrustedProduct, line: distrusted.line,
                "The policy does not believe keys of \(product.rawValue) processors.")
        }
    }

    private func judgeSoftware(_ judgement: inout Judgement) {
        let anchor = judgement.appraisal.anchor
        let root = Hex.encode(anchor.fingerprint)
        guard allowsSoftware.value, let softwareRoots else {
            let addition = judgement.addition("allowSoftware: true and softwareRoots: [\(root)]")
            judgement.refuse(
                .softwareEvidence, line: allowsSoftware.line,
                "No vendor's root stands behind this evidence, so no hardware protects what made it. \(addition)")
            return
        }
        if !softwareRoots.value.contains(anchor) {
            judgement.refuse(
                .softwareEvidence, line: softwareRoots.line, "The software root \(root) is not among those named here.")
        }
    }
}
