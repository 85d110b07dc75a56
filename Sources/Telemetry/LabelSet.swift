/// The labels of one sample: values for the metric's label names, in their order.
struct LabelSet: Hashable, Sendable {
    let values: [String]

    /// `{name="value",…}`, or nothing without labels; `extra` is appended as it is.
    func text(names: [String], extra: String? = nil) -> String {
        var pairs = zip(names, values).map { "\($0)=\"\(Self.escape($1))\"" }
        if let extra { pairs.append(extra) }
        return pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    }

    private static func escape(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
