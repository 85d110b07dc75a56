internal import EnclaveProtocol
internal import KeyOperations

/// The nonces of offers that a joiner may still answer: few, short-lived, good once and for one joiner each.
struct JoinOffers {
    static let lifetime: Duration = .seconds(300)
    /// Of all joiners together: whoever may connect may ask.
    static let maximum = 64

    private struct Issued {
        let nonce: [UInt8]
        let joiner: Identifier
        let expires: ContinuousClock.Instant
    }

    private var issued: [Issued] = []

    /// A new nonce for a joiner; the oldest of all makes room.
    mutating func make(for joiner: Identifier, at now: ContinuousClock.Instant) -> [UInt8] {
        issued.removeAll { $0.expires <= now }
        if issued.count >= Self.maximum { issued.removeFirst() }
        let nonce = RandomBytes.make(32)
        issued.append(Issued(nonce: nonce, joiner: joiner, expires: now + Self.lifetime))
        return nonce
    }

    /// Uses a nonce up, whatever becomes of the evidence that came with it.
    mutating func consume(_ nonce: [UInt8], of joiner: Identifier, at now: ContinuousClock.Instant) throws(Refusal) {
        issued.removeAll { $0.expires <= now }
        guard let index = issued.firstIndex(where: { $0.nonce == nonce && $0.joiner == joiner }) else {
            throw Refusal(
                .authorizationInvalid,
                "the joiner's statement answers no open offer to it: the offer is unknown, used or older than five minutes",
                remedy: "Begin the join again: `casemate domain join`.")
        }
        issued.remove(at: index)
    }
}
