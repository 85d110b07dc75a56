/// What code the evidence must be of: any one of a policy's sets.
struct MeasurementRule: PolicyRule {
    /// nil when any code will do, as in the default policy.
    var sets: Setting<[MeasurementSet]>?

    init() {}

    init(_ section: PolicySection<PolicyField>) throws(PolicyFault) {
        sets = try section.list(.measurements) { value throws(PolicyFault) in try MeasurementSet(value) }
        var allowsAny = Setting(false)
        try section.read(.anyMeasurement, into: &allowsAny) { value throws(PolicyFault) in try value.flag }
        switch (sets, allowsAny.value) {
        case (nil, false):
            throw PolicyFault(
                section.line,
                "a policy says which code it trusts: add measurements, or anyMeasurement: true to judge the platform only"
            )
        case (.some, true):
            throw PolicyFault(allowsAny.line ?? section.line, "anyMeasurement and measurements contradict each other")
        default: break
        }
    }

    func judge(_ judgement: inout Judgement) {
        guard let sets else { return }
        let (appraisal, time) = (judgement.appraisal, judgement.time)
        if let set = sets.value.first(where: { $0.validity.contains(time) && $0.mismatch(in: appraisal) == nil }) {
            judgement.measurementSet = set.name
        } else {
            let (line, sentence) = refusal(sets, appraisal)
            judgement.refuse(.unknownMeasurement, line: line, sentence)
        }
    }

    private func refusal(_ sets: Setting<[MeasurementSet]>, _ appraisal: Appraisal) -> (line: Int?, sentence: String) {
        if let set = sets.value.first(where: { $0.mismatch(in: appraisal) == nil }) {
            return (set.line, "The measurements are those of \(set.name), which does not count at this time.")
        }
        let candidates = sets.value.filter { $0.applies(to: appraisal) }
        guard candidates.count == 1, let set = candidates.first, let pin = set.mismatch(in: appraisal),
            let claim = appraisal.claim(pin.field.rawValue)
        else {
            let few = candidates.isEmpty ? "No set here is for this kind of evidence" : "None of the sets here fits"
            return (sets.line, "\(few): \(Self.identity(of: appraisal)).")
        }
        return (pin.line, "\(pin.field.rawValue) is \(claim); \(set.name) wants \(pin.pattern).")
    }

    // What someone who trusts this code would write into the policy.
    private static func identity(of appraisal: Appraisal) -> String {
        let name =
            switch appraisal.kind {
            case .sgx: MeasurementField.mrEnclave
            case .tdx: MeasurementField.mrTd
            case .snp: MeasurementField.measurement
            }
        let value = appraisal.claim(name.rawValue).map(\.description) ?? "absent"
        return "\(name.rawValue) is \(value)"
    }
}
