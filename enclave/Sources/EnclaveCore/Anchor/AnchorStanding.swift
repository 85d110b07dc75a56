internal import EnclaveProtocol

/// How an enclave stands to its anchor.
enum AnchorStanding: Equatable, Sendable {
    /// There is none, and none was asked for.
    case none
    /// State and counter belong together, and the counter is raised as it should be.
    case holding
    /// They belonged together at the start, but the counter could not be raised since.
    case failing(String)
    /// They do not belong together (`anchor-mismatch`), or nobody can tell (`state-locked`): nothing is done with this
    /// state but what this refusal says.
    case refused(Refusal)

    /// As `status` says it.
    var text: String {
        switch self {
        case .none: "none"
        case .holding: "ok"
        case .failing(let reason): reason
        case .refused(let refusal): refusal.message
        }
    }
}
