internal import Hummingbird
internal import ServiceLifecycle

extension ApplicationProtocol {
    /// Runs while `body` runs, and gives what it gives. `end` is to end answers that would go on.
    func running<Value: Sendable>(
        until body: @escaping @Sendable () async throws -> Value?, end: @escaping @Sendable () -> Void = {}
    ) async throws -> Value {
        var configuration = ServiceGroupConfiguration(services: [self], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        let services = ServiceGroup(configuration: configuration)
        async let running: Void = services.run()
        let outcome: Result<Value?, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        end()
        // Not by cancelling: a connection that was just accepted would be dropped unclosed.
        await services.triggerGracefulShutdown()
        try await running
        guard let value = try outcome.get() else { throw CancellationError() }
        return value
    }
}
