/// Where an enclave keeps its heap and stacks: the words of its `--memory`.
enum MemoryChoice: String, Sendable {
    case secret, locked, ordinary

    /// What it keeps from whom.
    var meaning: String {
        switch self {
        case .secret: "which the kernel itself does not map"
        case .locked: "which is never swapped out but which root can read"
        case .ordinary: "which root can read and the kernel may swap out"
        }
    }
}
