internal import Synchronization

/// Which links there should be and how each stands.
final class LinkTable: Sendable {
    /// How a link stands.
    enum Standing: Equatable, Sendable {
        case connecting
        /// Its last exchange of messages went through.
        case up
        /// It would lead back to this relay.
        case itself
        /// Why it last ended.
        case down(String)
    }

    private struct State {
        var wanted: Set<PeerAddress> = []
        var standings: [PeerAddress: Standing] = [:]
    }

    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// An empty table.
    init() { (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// From now on there should be links to these.
    func want(_ peers: Set<PeerAddress>) {
        let isNews = state.withLock { state in
            defer { state.wanted = peers }
            return state.wanted != peers
        }
        if isNews { changed.yield() }
    }

    /// Elements whenever `begin` may have something to give; for one reader.
    var wishes: AsyncStream<Void> { changes }

    /// The links that should be and are not; from now on they are.
    func begin() -> Set<PeerAddress> {
        state.withLock { state in
            let missing = state.wanted.subtracting(state.standings.keys)
            for peer in missing { state.standings[peer] = .connecting }
            return missing
        }
    }

    /// False when the link should not go on: it is gone then.
    func goesOn(_ peer: PeerAddress) -> Bool {
        state.withLock { state in
            guard !state.wanted.contains(peer) else { return true }
            state.standings[peer] = nil
            return false
        }
    }

    /// The link stands so now; true when that is news.
    func note(_ peer: PeerAddress, _ standing: Standing) -> Bool {
        state.withLock { state in
            defer { state.standings[peer] = standing }
            return state.standings[peer] != standing
        }
    }

    /// Every link.
    var standings: [PeerAddress: Standing] { state.withLock { $0.standings } }

    /// Links whose last exchange went through.
    var countUp: Int { standings.values.count { $0 == .up } }
}
