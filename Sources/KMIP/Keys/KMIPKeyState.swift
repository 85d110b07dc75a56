/// Where a key stands in its life (KMIP 2.0 §11.56).
package enum KMIPKeyState: UInt32, Sendable, CaseIterable {
    case preActive = 1
    case active = 2
    case deactivated = 3
    case compromised = 4
    case destroyed = 5
    case destroyedCompromised = 6

    package var name: String {
        switch self {
        case .preActive: "Pre-Active"
        case .active: "Active"
        case .deactivated: "Deactivated"
        case .compromised: "Compromised"
        case .destroyed: "Destroyed"
        case .destroyedCompromised: "Destroyed Compromised"
        }
    }
}
