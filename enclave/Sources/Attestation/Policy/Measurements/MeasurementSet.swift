/// One thing that a policy trusts: the measurements it has, under a name, for a time.
struct MeasurementSet: Sendable {
    /// The fields of a set that are not measurements.
    private enum Label: String, CaseIterable {
        case name, notBefore, notAfter
    }

    /// One measurement and what it must be.
    struct Pin: Sendable {
        let field: MeasurementField
        let pattern: ClaimPattern
        let line: Int
    }

    let name: String
    let line: Int
    /// Seconds since 1970, both included.
    let validity: ClosedRange<Int64>
    let pins: [Pin]

    init(_ value: PolicyValue) throws(PolicyFault) {
        guard case .mapping(let members) = value.content else { throw value.fault("a mapping of measurements") }
        let labels = members.filter { Label(rawValue: $0.name) != nil }
        let section = try PolicySection<Label>(PolicyValue(.mapping(labels), line: value.line))
        guard let name = section.member(.name) else {
            throw PolicyFault(value.line, "a set of measurements needs a name")
        }
        let notBefore = try section.member(.notBefore)?.value.moment ?? .min
        let notAfter = try section.member(.notAfter)?.value.moment ?? .max
        guard notBefore <= notAfter else { throw PolicyFault(value.line, "notAfter must not be before notBefore") }
        self.name = try name.value.text
        line = value.line
        validity = notBefore...notAfter
        pins = try members.filter { Label(rawValue: $0.name) == nil }.map { member throws(PolicyFault) in
            try Self.pin(member)
        }
        guard !pins.isEmpty else { throw PolicyFault(value.line, "the set \(self.name) names no measurement") }
    }

    private static func pin(_ member: PolicyMember) throws(PolicyFault) -> Pin {
        guard let field = MeasurementField(rawValue: member.name) else {
            let known = (Label.allCases.map(\.rawValue) + MeasurementField.allCases.map(\.rawValue))
            throw PolicyFault(
                member.line, "there is no measurement \(member.name); there are \(known.joined(separator: ", "))")
        }
        return Pin(field: field, pattern: try ClaimPattern(member.value, for: field), line: member.line)
    }

    /// Whether the evidence carries everything that this set pins.
    func applies(to appraisal: Appraisal) -> Bool { pins.allSatisfy { appraisal.claim($0.field.rawValue) != nil } }

    /// The first pin that does not hold, or nil.
    func mismatch(in appraisal: Appraisal) -> Pin? {
        pins.first { pin in
            guard let claim = appraisal.claim(pin.field.rawValue) else { return true }
            return !pin.pattern.accepts(claim)
        }
    }
}
