internal import EnclaveProtocol
internal import KeyOperations

/// Single-use challenges for authorized requests: bounded in number and time, gone with the process.
struct Challenges {
    static let lifetime: Duration = .seconds(300)
    /// For one identity: a caller that asks for more loses its own oldest, never another's.
    static let maximum = 16

    private struct Issued {
        let value: [UInt8]
        let identity: String
        let expires: ContinuousClock.Instant
    }

    private var issued: [Issued] = []

    /// A new challenge for a caller.
    mutating func make(for identity: String, at now: ContinuousClock.Instant) -> [UInt8] {
        issued.removeAll { $0.expires <= now }
        if issued.count(where: { $0.identity == identity }) >= Self.maximum,
            let oldest = issued.firstIndex(where: { $0.identity == identity })
        {
            issued.remove(at: oldest)
        }
        let challenge = RandomBytes.make(32)
        issued.append(Issued(value: challenge, identity: identity, expires: now + Self.lifetime))
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
