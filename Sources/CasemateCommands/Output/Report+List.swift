extension Report {
    /// One page of a list.
    static func list(_ items: [JSONValue], next: String?, table: Table) -> Report {
        var text = table.text
        if let next { text += "\n(more with --after \(next))" }
        return Report(json: ["items": .array(items), "next": .optional(next)], text: text)
    }

    /// A thing that was done and has nothing to tell.
    static func done(_ text: String, _ json: JSONValue = ["done": true]) -> Report { Report(json: json, text: text) }
}
