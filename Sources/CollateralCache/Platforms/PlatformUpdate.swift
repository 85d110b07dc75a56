/// Which evaluations a registration fetches.
enum PlatformUpdate: String, Sendable {
    case standard, early, all

    var evaluations: [Evaluation] {
        switch self {
        case .standard: [.standard]
        case .early: [.early]
        case .all: [.standard, .early]
        }
    }
}
