/// How an enclave stands to its anchor.
enum AnchorStanding: Equatable, Sendable {
    /// There is none, and none was asked for.
    case none
    /// State and counter belong together, and the counter is raised as it should be.
    case holding
    /// They belonged together at the start, but the counter could not be raised since.
    case failing(String)
    /// They do not belong together, or nobody can tell: nothing is done with this state.
    case refused(String, remedy: String)

    /// As `status` says it.
    var text: String {
        switch self {
        case .none: "none"
        case .holding: "ok"
        case .failing(let reason), .refused(let reason, _): reason
        }
    }
}
