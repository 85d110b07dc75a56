/// Objects of a policy as YAML; strings are quoted where YAML could read them as something else.
enum YAMLText {
    static func lines(_ value: JSONValue) -> [String] {
        guard case .object(let members) = value else { return [scalar(value)] }
        return members.flatMap { member in
            guard case .array(let elements) = member.value else { return ["\(member.name): \(scalar(member.value))"] }
            return ["\(member.name):"] + elements.flatMap(element)
        }
    }

    private static func element(_ value: JSONValue) -> [String] {
        lines(value).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
    }

    // JSON's strings, numbers and words are YAML's too.
    private static func scalar(_ value: JSONValue) -> String { value.text }
}
