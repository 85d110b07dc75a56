internal import EnclaveProtocol

/// What a member knows of being without a lead, on its way to become one by the policy. Times are of the host's monotonic
/// clock, in milliseconds: a host that lies about them brings a promotion early or late, never two leads.
struct Standing {
    /// How long an attempt may take.
    static let patience: Int64 = 5_000
    /// How long a member leaves the way to another that it said yes to.
    static let courtesy: Int64 = 2_000
    /// How long a proposal of the host counts.
    static let proposal: Int64 = 10_000

    /// When this member last had a lead, or led with most members behind it.
    var led: Int64 = 0
    /// It does not stand before.
    private(set) var restsUntil: Int64 = 0
    /// Its host proposes it until then.
    var proposedUntil: Int64 = 0
    /// Members that would promise a term, asked before anything is written: who has a lead is left alone.
    var poll: Poll?

    struct Poll {
        let term: UInt32
        let ends: Int64
        var willing: Set<Identifier> = []
    }

    /// Another stands, or an attempt failed.
    mutating func rest(until time: Int64) {
        restsUntil = max(restsUntil, time)
        poll = nil
    }
}
