internal import ArgumentParser
internal import EnclaveProtocol

/// A member of the domain by name, or by its id.
struct MemberReference: ExpressibleByArgument, Sendable {
    let text: String

    init?(argument: String) {
        guard !argument.isEmpty, argument.utf8.count <= 128 else { return nil }
        text = argument
    }

    /// Its id. Throws when no member has that name, or more than one.
    func resolved(in status: DomainStatus) throws(CommandError) -> Identifier {
        if let id = Identifier(hex: text) { return id }
        let found = status.members.filter { $0.name == text }
        guard let member = found.first, found.count == 1 else {
            throw CommandError(
                code: found.isEmpty ? "not-found" : "ambiguous-member",
                message: found.isEmpty
                    ? "No member is called \(text)." : "\(found.count) members are called \(text).",
                remedy: "casemate domain members --json has their ids.")
        }
        return member.id
    }
}
