/// One piece of evidence on its way through the rules of a policy.
struct Judgement {
    let source: String
    private(set) var appraisal: Appraisal
    /// The line and the reason of the status, where the policy and not the maker gave it.
    private(set) var rating: Setting<String>?
    /// Seconds since 1970.
    let time: Int64
    /// What the caller wants bound, 64 bytes.
    let reportData: [UInt8]?
    private(set) var findings: [PolicyVerdict.Finding] = []
    var measurementSet: String?

    init(_ appraisal: Appraisal, source: String, time: Int64, reportData: [UInt8]?) {
        self.appraisal = appraisal
        self.source = source
        self.time = time
        self.reportData = reportData
    }

    /// Gives the appraisal the status that the policy calculates.
    mutating func rate(_ status: TCBStatus, line: Int?, _ sentence: String) {
        appraisal.status = status
        rating = Setting(sentence, line: line)
    }

    /// Notes that a rule refuses; `line` is the line that says so, or nil when the document is silent.
    mutating func refuse(_ code: PolicyVerdict.Code, line: Int?, _ sentence: String) {
        let place = line.map { "\(source):\($0): " } ?? ""
        findings.append(PolicyVerdict.Finding(code: code, reason: place + sentence))
    }

    /// Refuses bits of XFRM or XFAM, the processor features in use, that are not among those allowed; nil allows all.
    mutating func refuseFeatures(beyond allowed: Setting<UInt64>?, of register: String) {
        guard let allowed, let features = appraisal.number(register.lowercased()) else { return }
        let excess = features & ~allowed.value
        guard excess != 0 else { return }
        refuse(
            .refusedAttributes, line: allowed.line,
            "\(register) has the bits 0x\(String(excess, radix: 16)) set, which are not allowed here.")
    }

    /// Where to write `text` so that the policy says otherwise.
    func addition(_ text: String) -> String { "Add \(text) to \(source) to accept it." }
}

/// A part of a policy that can refuse evidence; without a document it has the default policy's values.
protocol PolicyRule: Sendable {
    func judge(_ judgement: inout Judgement)
}
