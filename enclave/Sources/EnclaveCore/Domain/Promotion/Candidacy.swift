internal import EnclaveProtocol

/// A member's attempt to become the lead of a new term.
struct Candidacy {
    let term: UInt32
    let givenUp: Set<Identifier>
    /// When it ends by itself, by the host's monotonic clock, milliseconds; nil where an administrator signed for it.
    let closes: Int64?
    /// Members that promised the term, with the position each had.
    var promises: [Identifier: DomainNumber] = [:]

    /// Signed by an administrator.
    init(term: UInt32, givenUp: Set<Identifier>) {
        self.term = term
        self.givenUp = givenUp
        closes = nil
    }

    /// By the policy.
    init(term: UInt32, closes: Int64) {
        self.term = term
        givenUp = []
        self.closes = closes
    }

    var isSigned: Bool { closes == nil }

    /// How it asks for a promise.
    var ask: PeerQuery.Ask { isSigned ? .promise(term: term) : .stand(term: term) }
}
