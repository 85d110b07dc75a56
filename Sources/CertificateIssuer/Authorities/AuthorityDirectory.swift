internal import Synchronization

/// The authorities that are ready, by issuer: written by the issuers' controller, read by the requests'.
final class AuthorityDirectory: Sendable {
    /// What a request finds.
    enum Entry: Sendable, Equatable {
        case ready(ReadyAuthority)
        /// Why not, for people.
        case notReady(String)
    }

    private let entries = Mutex<[IssuerReference: Entry]>([:])
    private let onChange: @Sendable (IssuerReference) -> Void

    /// An empty directory; `onChange` is told of each issuer whose entry became another.
    init(onChange: @escaping @Sendable (IssuerReference) -> Void) {
        self.onChange = onChange
    }

    subscript(_ issuer: IssuerReference) -> Entry? {
        entries.withLock { $0[issuer] }
    }

    /// Every ready authority.
    var ready: [(issuer: IssuerReference, authority: ReadyAuthority)] {
        entries.withLock { entries in
            entries.compactMap { issuer, entry in
                if case .ready(let authority) = entry { (issuer, authority) } else { nil }
            }
        }
    }

    func set(_ entry: Entry?, for issuer: IssuerReference) {
        let isChange = entries.withLock { entries in
            let old = entries.updateValue(entry, for: issuer)
            return old != entry
        }
        if isChange { onChange(issuer) }
    }
}

extension [IssuerReference: AuthorityDirectory.Entry] {
    fileprivate mutating func updateValue(
        _ entry: AuthorityDirectory.Entry?, for issuer: IssuerReference
    ) -> AuthorityDirectory.Entry? {
        defer { self[issuer] = entry }
        return self[issuer]
    }
}
