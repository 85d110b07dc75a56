/// Where peers are named.
package struct PeerSources: Sendable {
    /// Peers by address; a name's address is asked for at each connection.
    package var fixed: Set<PeerAddress> = []
    /// Names that stand for as many peers as they have addresses.
    package var names: [PeerAddress] = []
    /// A file of more peers, read again at SIGHUP.
    package var file: String?

    /// None.
    package init() {}
}
