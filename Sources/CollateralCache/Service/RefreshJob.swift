internal import Logging
internal import ServiceLifecycle

/// Refreshes by the time table.
struct RefreshJob: Service {
    let cache: CollateralCache
    let schedule: @Sendable () -> CronSchedule

    /// A reload may change the table: no sleep is longer.
    private static let longestSleep: Int64 = 60

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last = cache.clock()
            while !Task.isCancelled {
                guard let due = schedule().next(after: last) else { return }
                let now = cache.clock()
                guard now >= due else {
                    try? await Task.sleep(for: .seconds(min(due - now, Self.longestSleep)))
                    continue
                }
                last = now
                await refresh()
            }
        }
        try? await gracefulShutdown()
    }

    private func refresh() async {
        guard cache.current.mode.fetches else { return }
        do {
            try await cache.refresh(.documents)
        } catch {
            cache.logger.error("scheduled refresh failed", metadata: ["reason": "\(error)"])
        }
    }
}
