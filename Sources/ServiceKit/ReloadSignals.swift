internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Calls back on each SIGHUP, one after another.
struct ReloadSignals: Service {
    let logger: Logger
    let reload: @Sendable () async throws -> Void

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            do {
                try await reload()
                logger.notice("reloaded")
            } catch {
                logger.error("not reloaded, what was in use stays", metadata: ["reason": "\(error)"])
            }
        }
    }
}
