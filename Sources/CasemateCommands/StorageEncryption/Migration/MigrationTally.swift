/// What became of the objects of one resource.
struct MigrationTally: Equatable, Sendable {
    /// What became of one object.
    enum Outcome: Equatable, Sendable {
        /// The API server stored it anew.
        case rewritten
        /// It was stored as the API server stores now.
        case current
        /// It was deleted meanwhile.
        case gone
        /// It stays as it was.
        case failed(String)
    }

    /// An object that could not be stored anew.
    struct Failure: Equatable, Sendable {
        let name: String
        let reason: String
    }

    /// How many there were at the beginning.
    var objects = 0
    private(set) var rewritten = 0
    private(set) var current = 0
    private(set) var gone = 0
    /// How often somebody else's change came between; each was tried again.
    private(set) var conflicts = 0
    private(set) var failures: [Failure] = []

    /// How many were dealt with.
    var done: Int { rewritten + current + gone + failures.count }

    /// Counts what became of an object.
    mutating func add(_ outcome: Outcome, of name: String, conflicts: Int = 0) {
        self.conflicts += conflicts
        switch outcome {
        case .rewritten: rewritten += 1
        case .current: current += 1
        case .gone: gone += 1
        case .failed(let reason): failures.append(Failure(name: name, reason: reason))
        }
    }
}
