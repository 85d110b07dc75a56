internal import ServiceLifecycle

/// Runs a link to each peer that is wanted.
struct PeerLinks: Service {
    let relay: RelayContext
    let table: LinkTable

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await _ in table.wishes {
                    for peer in table.begin() {
                        group.addTask { await PeerLink(peer: peer, relay: relay, table: table).run() }
                    }
                }
            }
        }
    }
}
