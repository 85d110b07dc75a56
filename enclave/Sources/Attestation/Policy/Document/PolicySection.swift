/// The fields of one mapping of a policy document. `Field` lists all there are; anything else is refused.
struct PolicySection<Field: CaseIterable & RawRepresentable<String>> {
    let line: Int
    private let members: [PolicyMember]

    init(_ value: PolicyValue) throws(PolicyFault) {
        guard case .mapping(let members) = value.content else { throw value.fault("a mapping of fields") }
        for member in members where Field(rawValue: member.name) == nil {
            let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
            throw PolicyFault(member.line, "there is no field \(member.name) here; there are \(known)")
        }
        line = value.line
        self.members = members
    }

    /// How many fields the document names.
    var count: Int { members.count }

    /// The member of a field, or nil.
    func member(_ field: Field) -> PolicyMember? { members.first { $0.name == field.rawValue } }

    /// Sets what the document says about a field, if it does, with its line.
    func read<Value>(
        _ field: Field, into setting: inout Setting<Value>, _ read: (PolicyValue) throws(PolicyFault) -> Value
    ) throws(PolicyFault) {
        guard let member = member(field) else { return }
        setting = Setting(try read(member.value), line: member.line)
    }

    /// A list of values, each read by `read`; nil when the field is not there.
    func list<Value>(
        _ field: Field, _ read: (PolicyValue) throws(PolicyFault) -> Value
    ) throws(PolicyFault) -> Setting<[Value]>? {
        guard let member = member(field) else { return nil }
        let values = try member.value.list
        guard !values.isEmpty else { throw PolicyFault(member.line, "an empty list allows nothing; name something") }
        var result: [Value] = []
        for value in values { result.append(try read(value)) }
        return Setting(result, line: member.line)
    }
}

/// A value of a policy and the line that set it; no line where the document is silent.
struct Setting<Value: Sendable>: Sendable {
    var value: Value
    var line: Int?

    init(_ value: Value, line: Int? = nil) {
        self.value = value
        self.line = line
    }
}

extension Setting: Equatable where Value: Equatable {}
