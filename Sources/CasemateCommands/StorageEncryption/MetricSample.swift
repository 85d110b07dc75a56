/// A line of Prometheus' text format: a name, labels and a value.
struct MetricSample {
    let name: Substring
    let value: Double
    private let labels: [Substring: String]

    /// Nil for comments and for what is no sample.
    init?(_ line: Substring) {
        guard let first = line.first, first != "#", let end = line.firstIndex(where: { $0 == "{" || $0 == " " }) else {
            return nil
        }
        var rest = line[end...]
        var labels: [Substring: String] = [:]
        if rest.popFirst() == "{" {
            while let label = Self.label(&rest) { labels[label.name] = label.value }
            guard rest.popFirst() == "}" else { return nil }
        }
        guard let number = rest.split(separator: " ").first, let value = Double(number), value.isFinite else {
            return nil
        }
        (name, self.value, self.labels) = (line[..<end], value, labels)
    }

    /// The value of a label.
    subscript(_ label: String) -> String? { labels[label[...]] }

    private static func label(_ rest: inout Substring) -> (name: Substring, value: String)? {
        if rest.first == "," { rest.removeFirst() }
        guard let equals = rest.firstIndex(of: "="), rest.first != "}" else { return nil }
        let name = rest[..<equals]
        rest = rest[rest.index(after: equals)...]
        guard rest.popFirst() == "\"" else { return nil }
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped == "n" ? "\n" : escaped)
        }
        return (name, value)
    }
}
