internal import EnclaveProtocol
internal import Journal
internal import Synchronization

extension Enclave {
    static let domainHandlers: [(EnclaveOperation, Handler)] =
        [
            Handler.now(.connection) { (enclave, _, _: DomainStatusRequest) throws(Refusal) in
                Answered(enclave.domainStatus())
            },
            promotionHandler,
        ] + domainKeyHandlers + proposalHandlers + peerHandlers

    /// This member's view of the domain.
    func domainStatus() -> DomainStatus {
        let policyName = domainPolicyName
        return state.withLock { state in
            let domain = state.domain
            let now = reading.monotonic
            let members = domain.members.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map { member in
                member.id == memberID ? domain.ownStatus(member) : domain.status(of: member, at: now)
            }
            return DomainStatus(
                domainID: instanceID, memberID: memberID, lead: domain.record?.lead, position: domain.own.position,
                isCatchingUp: domain.own.isCatchingUp, members: members, policyName: policyName,
                promotion: domain.promotion,
                confirmations: domain.hasMetOthers(than: memberID) ? UInt8(clamping: domain.confirmations) : 1,
                confirming: UInt8(clamping: domain.confirming(at: now)), promise: domain.openPromise(at: now))
        }
    }
}

extension DomainState {
    fileprivate func ownStatus(_ member: MemberRecord) -> MemberStatus {
        MemberStatus(
            member, lastHeard: 0, position: own.position, promised: own.promised, refusedBecause: own.refused ?? "")
    }

    fileprivate func status(of member: MemberRecord, at now: Int64) -> MemberStatus {
        let contact = contacts[member.id]
        return MemberStatus(
            member, lastHeard: contact?.heard.map { UInt64(max(0, now - $0)) }, position: contact?.position ?? .none,
            promised: contact?.promised ?? 0, refusedBecause: contact?.remembered.refused ?? "")
    }
}

extension MemberStatus {
    fileprivate init(
        _ member: MemberRecord, lastHeard: UInt64?, position: DomainNumber, promised: UInt32, refusedBecause: String
    ) {
        self.init(
            id: member.id, name: member.name, measurement: member.measurement,
            evidenceExpires: member.evidenceExpires, admitted: member.admitted, lastHeard: lastHeard,
            position: position, promised: promised, refusedBecause: refusedBecause)
    }
}
