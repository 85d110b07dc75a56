internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdTLS
public import Kubernetes
internal import Logging
internal import NIOCore
public import NIOSSL
internal import Synchronization

/// An API server in memory, over real HTTP. See README.md for what it does and what it leaves out.
///
/// Its objects outlive a server: serve twice on one port to restart it.
public final class KubernetesDouble: Sendable {
    let state: Mutex<DoubleState>

    /// A server of those resources, without objects.
    public init(resources: [ResourceDescriptor], bookmarkInterval: Duration = .milliseconds(100)) {
        state = Mutex(DoubleState(resources: resources, bookmarkInterval: bookmarkInterval))
    }

    /// Serves on 127.0.0.1 while `body` runs; `body` gets the port. Connections are cut at its end.
    public func serve<Value: Sendable>(
        port: Int = 0, tls: TLSConfiguration? = nil, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder<ConnectionContext> { [self] request, context in
                state.withLock { _ = $0.clientPorts.insert(context.clientPort) }
                return await respond(to: request)
            },
            server: try tls.map { try .tls(tlsConfiguration: $0) } ?? .http1(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), reuseAddress: true),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "double", factory: { _ in SwiftLogNoOpLogHandler() }))
        state.withLock { $0.isEnding = false }
        return try await application.running { () async throws -> Value? in
            for await port in ports { return try await body(port) }
            return nil
        } end: { [self] in
            state.withLock { $0.isEnding = true }
            cutWatches()
        }
    }

    /// The next `count` requests are refused with that status; the last with it for ever if `count` is `.max`.
    public func refuse(next count: Int, status: Int, retryAfter: Int? = nil) {
        state.withLock { $0.refusals = Refusals(count: count, status: status, retryAfter: retryAfter) }
    }

    /// Only requests with one of these bearer tokens are answered; nil lets anyone.
    public func admit(tokens: Set<String>?) {
        state.withLock { $0.tokens = tokens }
    }

    /// Requests are not answered any more.
    public func stall() {
        state.withLock { $0.isStalled = true }
    }

    /// Breaks all watches in the middle of their answers.
    public func cutWatches() {
        for watcher in state.withLock({ $0.watchers.values }) { watcher.continuation.finish(throwing: WatchCut()) }
    }

    /// Forgets all history: older watches and pages get 410.
    public func compact() {
        state.withLock { $0.compact() }
    }

    /// How many requests came, refused ones too.
    public var requestCount: Int { state.withLock(\.requestCount) }

    /// The ports that requests came from, one for each connection.
    public var clientPorts: Set<Int> { state.withLock(\.clientPorts) }

    /// How many watches are open.
    public var watchCount: Int { state.withLock(\.watchers.count) }

    /// The headers of the newest request.
    public func newestHeader(_ name: String) -> [String] {
        state.withLock { $0.newestHeaders.filter { $0.name == name.lowercased() }.map(\.value) }
    }
}

/// Which connection a request came on.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let clientPort: Int

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        clientPort = source.channel.remoteAddress?.port ?? 0
    }
}

/// A watch was broken on purpose.
struct WatchCut: Error {}

struct Refusals {
    var count: Int
    var status: Int
    var retryAfter: Int?
}
