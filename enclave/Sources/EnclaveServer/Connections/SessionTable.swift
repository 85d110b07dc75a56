internal import EnclaveProtocol
internal import SealedSession

/// The sealed sessions of one worker's connections.
struct SessionTable {
    private var sessions: [SealedSession?] = []
    private var free: [Int32] = []

    /// Sessions open.
    var count: Int { sessions.count - free.count }

    /// Keeps a session and names its place.
    mutating func insert(_ session: SealedSession) -> Int32 {
        if let place = free.popLast() {
            sessions[Int(place)] = session
            return place
        }
        sessions.append(session)
        return Int32(clamping: sessions.count - 1)
    }

    /// Forgets a session.
    mutating func remove(_ place: Int32) {
        sessions[Int(place)] = nil
        free.append(place)
    }

    /// Opens a sealed frame, or nil when the session is broken.
    mutating func open(_ frame: Frame, in place: Int32) -> Frame? { try? sessions[Int(place)]?.open(frame) }

    /// Seals a frame, or nil when the session is used up.
    mutating func seal(_ frame: Frame, in place: Int32) -> Frame? { try? sessions[Int(place)]?.seal(frame) }
}
