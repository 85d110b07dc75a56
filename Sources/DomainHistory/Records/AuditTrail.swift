package import EnclaveProtocol

/// The audit of one member, as one state directory of it was exported. A member whose directory was restored or copied has
/// several.
package struct AuditTrail: Sendable {
    /// One line of it.
    package struct Entry: Sendable, Equatable {
        package var number: UInt64
        package var operation: String
        package var name: String?
        package var detail: String?
        package var change: Change?
    }

    /// A shared change that the entry records.
    package struct Change: Sendable, Equatable {
        package var number: DomainNumber
        package var lead: String
        package var digest: String
    }

    /// The file it was read from.
    package var source: String
    /// The member's id.
    package var member: String
    package var entries: [Entry]
    /// What makes it no audit to rely on: a line that was changed, removed or added.
    package var fault: String?

    /// Shared changes in the order they were recorded.
    var changes: some Sequence<Change> { entries.lazy.compactMap(\.change) }
}

extension AuditTrail.Entry {
    /// What an entry tells of the member's place among the domain's changes.
    enum Step: Equatable {
        case change(AuditTrail.Change)
        /// The member refuses older terms from here on; `candidate` is whom it promised that to.
        case promise(term: UInt32, candidate: String?)
        /// The member took over the lead's state as of a number.
        case caughtUp(DomainNumber)
    }

    var step: Step? {
        if let change { return .change(change) }
        switch operation {
        case "domain-promise":
            return words(of: name, after: "term").flatMap { UInt32($0) }.map { term in
                .promise(term: term, candidate: words(of: detail, after: "to").map(String.init))
            }
        case "domain-caught-up":
            return words(of: name, after: "position").flatMap { DomainNumber(text: $0) }.map { .caughtUp($0) }
        default: return nil
        }
    }

    /// The word behind another one.
    func words(of text: String?, after word: Substring) -> Substring? {
        let words = text?.split(separator: " ") ?? []
        return words.firstIndex(of: word).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
}
