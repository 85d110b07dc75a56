internal import ArgumentParser
internal import EnclaveProtocol

/// When members make one of themselves the lead: part of the policy that administrators sign.
struct PromotionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Members make one of themselves the lead when they were without one for so long, such as 30s; off unless given.",
            valueName: "time"))
    var promoteAfter: TimeSpan?
    @Option(
        help: ArgumentHelp("How many of them must agree; more than half of all.", valueName: "count"))
    var promoteQuorum: UInt8?
    @Option(
        help: ArgumentHelp(
            """
            Members that may run twice, or from an old disk, without the loss of an answered change: it waits for so many \
            more than half. 1 unless given; with three members that is all of them, with five four.
            """, valueName: "count"))
    var promoteCopies: UInt8?
    @Option(
        name: .customLong("promote-candidate"),
        help: ArgumentHelp("Only this member may become lead by it; repeat it.", valueName: "member"))
    var candidates: [String] = []
    @Flag(help: "Members stand only when their hosts propose it: domain relay --propose-from-lease.")
    var promoteProposed = false
    @Flag(help: "Keep the rules and promote nobody: what comes before setting a policy without them.")
    var promotePaused = false

    func validate() throws {
        guard (promoteAfter == nil) == (promoteQuorum == nil) else {
            throw ValidationError("--promote-after and --promote-quorum belong together.")
        }
        guard promoteAfter != nil || candidates.isEmpty && promoteCopies == nil && !promoteProposed && !promotePaused
        else {
            throw ValidationError(
                "--promote-after and --promote-quorum say when; the other --promote options need them.")
        }
        guard candidates.count <= DomainLimits.members else {
            throw ValidationError("A domain has at most \(DomainLimits.members) members.")
        }
        guard (promoteAfter?.seconds ?? 0) <= 86_400 else { throw ValidationError("--promote-after is at most 24h.") }
    }

    /// What the policy says; nil for no promotion without an administrator.
    var promotion: AutomaticPromotion? {
        guard let promoteAfter, let promoteQuorum else { return nil }
        return AutomaticPromotion(
            quorum: promoteQuorum, copies: promoteCopies ?? 1, after: UInt32(clamping: promoteAfter.seconds * 1000),
            candidates: candidates, waitsForProposal: promoteProposed, isPaused: promotePaused)
    }
}

extension AutomaticPromotion {
    /// For people.
    var text: String {
        if isPaused { return "the policy promotes nobody: paused" }
        let who = candidates.isEmpty ? "a member" : candidates.joined(separator: " or ")
        let how = waitsForProposal ? " that its host proposes" : ""
        let time = TimeSpan.text(Int64(after / 1000))
        return "\(who)\(how) becomes lead when at least \(quorum) were without one for \(time), "
            + "\(copies) copied member\(copies == 1 ? "" : "s") borne"
    }
}
