public import EnclaveProtocol

extension DomainStatus {
    /// The newest shared change that this member knows of, its own or another's.
    public var newest: DomainNumber { members.map(\.position).reduce(position, max) }

    /// Shared changes that a member said it does not have yet: those of this term, and one for its beginning, where the
    /// member is in an older one.
    public func lag(of member: MemberStatus) -> UInt64 {
        let known = member.id == memberID ? position : member.position
        guard known.term == newest.term else { return newest.index + 1 }
        return newest.index - min(known.index, newest.index)
    }
}
