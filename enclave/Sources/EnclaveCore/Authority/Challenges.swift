internal import EnclaveProtocol
internal import KeyOperations

/// Single-use challenges for authorized requests: bounded in number and time, gone with the process.
struct Challenges {
    static let lifetime: Duration = .seconds(300)
    static let maximum = 64

    private var issued: [(value: [UInt8], expires: ContinuousClock.Instant)] = []

    /// A new challenge; the oldest makes room.
    mutating func make(at now: ContinuousClock.Instant) -> [UInt8] {
        issued.removeAll { $0.expires <= now }
        if issued.count >= Self.maximum { issued.removeFirst() }
        let challenge = RandomBytes.make(32)
        issued.append((challenge, now + Self.lifetime))
        return challenge
    }

    /// Uses a challenge up.
    mutating func consume(_ challenge: [UInt8], at now: ContinuousClock.Instant) throws(Refusal) {
        issued.removeAll { $0.expires <= now }
        guard let index = issued.firstIndex(where: { $0.value == challenge }) else {
            throw Refusal(
                .authorizationInvalid, "the challenge is unknown, used or older than five minutes",
                remedy: "Ask for a new challenge and sign again.")
        }
        issued.remove(at: index)
    }
}
