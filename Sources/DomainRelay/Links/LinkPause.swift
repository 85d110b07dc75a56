/// How long to wait before a link is tried again: twice as long each time, and not at the same time as others do.
struct LinkPause: Sendable {
    static let shortest = Duration.milliseconds(50)
    static let longest = Duration.seconds(2)

    private var next = Self.shortest

    /// The next wait: half of its length is by chance.
    mutating func take(chance: Double = .random(in: 0...1)) -> Duration {
        defer { next = min(next * 2, Self.longest) }
        return next * (0.5 + chance / 2)
    }

    /// The link worked.
    mutating func reset() { self = Self() }
}
