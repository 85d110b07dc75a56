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
                let contact = domain.contacts[member.id]
                let isSelf = member.id == memberID
                return MemberStatus(
                    id: member.id, name: member.name, measurement: member.measurement,
                    evidenceExpires: member.evidenceExpires, admitted: member.admitted,
                    lastHeard: isSelf ? 0 : contact?.heard.map { UInt64(max(0, now - $0)) },
                    position: isSelf ? domain.own.position : contact?.position ?? .none,
                    refusedBecause: (isSelf ? domain.own.refused : contact?.remembered.refused) ?? "")
            }
            return DomainStatus(
                domainID: instanceID, memberID: memberID, lead: domain.record?.lead, position: domain.own.position,
                isCatchingUp: domain.own.isCatchingUp, members: members, policyName: policyName)
        }
    }
}
