/// When a key is due for its next version.
struct RotationSchedule: Sendable, Equatable {
    /// How old the newest version may become, in seconds.
    let period: Int64

    /// Whether a key whose newest version was made then is due. A clock that went back makes nothing due.
    func isDue(newest: Int64, now: Int64) -> Bool { now - newest >= period }
}
