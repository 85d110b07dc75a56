internal import ArgumentParser
internal import EnclaveProtocol

/// A key by name, or by its id.
struct KeyReference: ExpressibleByArgument, Sendable {
    let selector: KeySelector

    init?(argument: String) {
        if let id = Identifier(hex: argument) {
            selector = .id(id)
        } else {
            guard NameLimits.isValid(argument) else { return nil }
            selector = .name(argument)
        }
    }

    /// As it was written.
    var text: String {
        switch selector {
        case .id(let id): id.description
        case .name(let name): name
        }
    }
}

/// What a new key's audit is.
enum AuditChoice: String, CaseIterable, ExpressibleByArgument {
    case counted, each

    var value: KeyAudit { self == .each ? .each : .counted }
}
