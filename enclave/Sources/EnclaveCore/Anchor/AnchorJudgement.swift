/// What a start concludes from the value in the journal and the one in the counter.
///
/// The journal says the new value before the counter is raised to it. So only the newest state can be one ahead of the
/// counter: an enclave that stopped in between. A state behind the counter is an older one, without exception.
enum AnchorJudgement: Equatable {
    case holds
    /// Stopped between the record and the count.
    case unfinished
    case olderState
    case olderCounter

    init(recorded: UInt64, found: UInt64) {
        switch recorded {
        case found: self = .holds
        case ..<found: self = .olderState
        default: self = recorded - found == 1 ? .unfinished : .olderCounter
        }
    }
}
