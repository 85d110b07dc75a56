/// One thing that `doctor` looked at.
struct Diagnosis: Equatable, Sendable {
    enum Level: String, Sendable { case ok, warning, error }

    let id: String
    let level: Level
    let message: String
    let remedy: String

    init(_ id: String, _ level: Level, _ message: String, remedy: String = "") {
        self.id = id
        self.level = level
        self.message = message
        self.remedy = remedy
    }

    /// As `doctor --json` lists it.
    var json: JSONValue {
        [
            "id": .string(id), "level": .string(level.rawValue), "message": .string(message),
            "remedy": .string(remedy),
        ]
    }
}
