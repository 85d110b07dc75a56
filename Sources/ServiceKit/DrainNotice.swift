internal import ServiceLifecycle

/// Takes the daemon out of `/readyz` when its shutdown begins.
struct DrainNotice: Service {
    let health: Health

    func run() async throws {
        try? await gracefulShutdown()
        health.impaired("shutdown", "draining")
    }
}
