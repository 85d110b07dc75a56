internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import Synchronization

/// The plugin's one connection to the enclave, made again whenever it ends.
///
/// Every request that goes this way may be repeated without harm: a call whose connection is lost is sent again on the
/// next one, for as long as `patience` lasts.
final class EnclaveLink: Service, Sendable {
    /// How long a call waits for a connection, and how long the enclave may answer nothing at all while calls wait.
    /// Shorter than the API server's timeout of 3 s, so that the reason arrives there.
    static let patience = Duration.milliseconds(2500)
    private static let watchInterval = Duration.milliseconds(500)

    private struct State {
        var client: EnclaveClient?
        var failure = EnclaveClientError(.cannotConnect, "The enclave has not been reached yet.")
        var progress = CallProgress()
        var generation: UInt64 = 0
    }

    private let address: EnclaveAddress
    private let configuration: ConnectionConfiguration
    private let eventLoop: any EventLoop
    private let patience: Duration
    private let logger: Logger
    private let state = Mutex(State())

    /// A link that `run` keeps connected, on `eventLoop`.
    init(
        to address: EnclaveAddress, configuration: ConnectionConfiguration,
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), patience: Duration = patience,
        logger: Logger
    ) {
        self.address = address
        self.configuration = configuration
        self.eventLoop = eventLoop
        self.patience = patience
        self.logger = logger
    }

    /// Keeps the connection until the daemon ends.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var lost = ContinuousClock.now
            while !Task.isCancelled {
                if await self.serveOneConnection() { lost = .now }
                try? await Task.sleep(for: Self.pause(after: .now - lost))
            }
        }
    }

    /// How long to wait with the next attempt when there was no connection for `outage`: an enclave that is back is
    /// found before its absence has become a quarter longer.
    static func pause(after outage: Duration) -> Duration {
        min(max(outage / 4, .milliseconds(20)), .seconds(1))
    }

    /// Makes a call; on a lost connection again, until `patience` is over.
    func call<Request: EnclaveRequest>(_ request: Request) async throws(KMSError) -> Request.Answer {
        let deadline = ContinuousClock.now + patience
        while true {
            let client = try await connected(until: deadline)
            state.withLock { $0.progress.began() }
            defer { state.withLock { $0.progress.ended() } }
            do throws(EnclaveClientError) {
                return try await client.call(request)
            } catch {
                guard error.code == .connectionLost, ContinuousClock.now < deadline else { throw KMSError(error) }
                forget(client)
            }
        }
    }

    /// The enclave at the other end; nil while there is none.
    var instanceID: Identifier? { state.withLock { $0.client?.hello.instanceID } }

    /// Changes whenever a connection begins or ends.
    var generation: UInt64 { state.withLock { $0.generation } }

    /// True when a connection was made.
    private func serveOneConnection() async -> Bool {
        do throws(EnclaveClientError) {
            let client = try await EnclaveClient.connect(
                to: address, configuration: configuration, on: eventLoop)
            connected(client)
            await withTaskGroup { group in
                group.addTask { await client.run() }
                group.addTask { await self.watch(client) }
                await group.next()
                client.close()
                group.cancelAll()
            }
            disconnected()
            return true
        } catch {
            failed(error)
            return false
        }
    }

    /// Returns when calls wait and none is answered for `patience`.
    private func watch(_ client: EnclaveClient) async {
        let limit = Int(patience / Self.watchInterval)
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.watchInterval)
            guard state.withLock({ $0.progress.idleTicks() }) >= limit else { continue }
            return logger.error("the enclave does not answer; connecting again")
        }
    }

    private func connected(until deadline: ContinuousClock.Instant) async throws(KMSError) -> EnclaveClient {
        while true {
            let (client, failure) = state.withLock { ($0.client, $0.failure) }
            if let client { return client }
            guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(10))) != nil else {
                throw KMSError(failure)
            }
        }
    }

    private func connected(_ client: EnclaveClient) {
        state.withLock { state in
            state.client = client
            state.generation += 1
            state.progress = CallProgress(waiting: state.progress.waiting)
        }
        logger.info("connected", metadata: ["enclave": "\(address)", "instance": "\(client.hello.instanceID)"])
    }

    /// Its end is not noticed yet: asked again it would say so at once, and again, and nothing else would be done.
    private func forget(_ client: EnclaveClient) {
        state.withLock { state in
            if state.client === client { state.client = nil }
        }
    }

    private func disconnected() {
        state.withLock { state in
            state.client = nil
            state.generation += 1
            state.failure = EnclaveClientError(.connectionLost, "The enclave closed the connection.")
        }
        guard !Task.isCancelled else { return }
        logger.warning("connection lost", metadata: ["enclave": "\(address)"])
    }

    private func failed(_ error: EnclaveClientError) {
        let isNews = state.withLock { state in
            defer { state.failure = error }
            return state.failure.code != error.code
        }
        if isNews { logger.warning("no connection", metadata: ["enclave": "\(address)", "reason": "\(error)"]) }
    }
}
