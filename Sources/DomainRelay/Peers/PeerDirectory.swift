internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization

/// Which peers there are: those named, those in a file, and those behind names that are looked up again and again.
final class PeerDirectory: Service {
    private static let interval = Duration.seconds(5)

    private struct State {
        var listed: Set<PeerAddress> = []
        /// By name, what it had when it was looked up last; a name server's outage takes no peer away.
        var found: [PeerAddress: Set<PeerAddress>] = [:]
    }

    private let sources: PeerSources
    private let links: LinkTable
    private let logger: Logger
    private let state = Mutex(State())
    private let reasons = LastReasons()

    /// A directory. Throws when the file cannot be read.
    init(_ sources: PeerSources, links: LinkTable, logger: Logger) throws(ServiceError) {
        self.sources = sources
        self.links = links
        self.logger = logger
        try reload()
    }

    /// Reads the file again. When that fails, what was listed stays.
    func reload() throws(ServiceError) {
        guard let file = sources.file else { return }
        let listed = Set(try PeersFile.read(file))
        state.withLock { $0.listed = listed }
        publish()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                for name in sources.names { await lookUp(name) }
                publish()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func lookUp(_ name: PeerAddress) async {
        do {
            let found = try await HostAddresses.of(name)
            state.withLock { $0.found[name] = found }
            reasons.forget("\(name)")
        } catch {
            let reason = "\(error)"
            if reasons.isNew(reason, of: "\(name)") {
                logger.warning("name not found", metadata: ["name": "\(name)", "reason": "\(reason)"])
            }
        }
    }

    private func publish() {
        links.want(state.withLock { $0.found.values.reduce($0.listed.union(sources.fixed)) { $0.union($1) } })
    }
}
