internal import ArgumentParser
internal import EnclaveProtocol

/// Names that people give in a domain: to members, and to its policy.
enum DomainName {
    /// Throws, with what a name is, when this is none.
    static func check(_ name: String) throws {
        guard NameLimits.isValid(name), name.utf8.count <= DomainLimits.name else {
            throw ValidationError("\"\(name)\" is no name: it has \(NameLimits.rule), at most \(DomainLimits.name).")
        }
    }
}
