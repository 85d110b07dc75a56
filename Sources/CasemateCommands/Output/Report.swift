/// What a command says at its end.
struct Report {
    /// The one object of `--json`.
    var json: JSONValue
    /// What a person reads; no line end at its end.
    var text: String
    /// The exit status is 1; without `--json` the text goes to stderr.
    var isFailure = false

    init(json: JSONValue, text: String, isFailure: Bool = false) {
        self.json = json
        self.text = text
        self.isFailure = isFailure
    }

    /// Writes it.
    func write(asJSON: Bool) throws(CommandError) {
        if asJSON {
            try Console.out(json.text)
        } else if isFailure {
            Console.err(text)
        } else if !text.isEmpty {
            try Console.out(text)
        }
    }
}
