package import EnclaveClient
package import ServiceKit

/// What a relay is told.
package struct RelayConfiguration: Sendable {
    /// The member whose messages it carries, and how to greet it.
    package var enclave: EnclaveAddress
    package var connection = ConnectionConfiguration()
    /// Where other members' relays connect.
    package var listen: ListenAddress
    /// Where other members' relays listen.
    package var peers = PeerSources()
    /// Where who wants to join connects, and which listener of the enclave that leads to; nil for nowhere.
    package var join: (listen: ListenAddress, enclave: EnclaveAddress)?
    /// The Lease whose holder proposes its member as lead; nil for none.
    package var proposal: LeaseProposal?
    package var service = DaemonConfiguration()

    /// The defaults for all that is not given.
    package init(enclave: EnclaveAddress, listen: ListenAddress) {
        self.enclave = enclave
        self.listen = listen
    }
}
