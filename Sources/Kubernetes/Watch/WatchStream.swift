internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The events of one watch; it ends when the server ends it, and throws ``KubernetesError`` when it breaks.
///
/// `expired` means that the state is too old to go on from: list again. Reading slowly holds the server back.
public struct WatchStream<Object: KubernetesObject>: AsyncSequence, Sendable {
    private let body: HTTPClientResponse.Body
    private let configuration: ClusterConfiguration
    private let request: APIRequest

    init(body: HTTPClientResponse.Body, configuration: ClusterConfiguration, request: APIRequest) {
        self.body = body
        self.configuration = configuration
        self.request = request
    }

    /// Reads the events once.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var chunks: HTTPClientResponse.Body.AsyncIterator
        private var lines: LineFramer
        private let configuration: ClusterConfiguration
        private let request: APIRequest

        fileprivate init(_ stream: WatchStream) {
            chunks = stream.body.makeAsyncIterator()
            lines = LineFramer(limit: stream.configuration.maximumAnswerSize)
            configuration = stream.configuration
            request = stream.request
        }

        /// The next event, nil at the end.
        public mutating func next() async throws(KubernetesError) -> WatchEvent<Object>? {
            while true {
                if let line = try lines.next() {
                    guard let event = try Self.event(line) else { continue }
                    return event
                }
                guard let chunk = try await nextChunk() else { return nil }
                lines.append(chunk)
            }
        }

        private mutating func nextChunk() async throws(KubernetesError) -> ByteBuffer? {
            do {
                return try await chunks.next()
            } catch {
                throw .transport(error, request, configuration)
            }
        }

        private static func event(_ line: ByteBuffer) throws(KubernetesError) -> WatchEvent<Object>? {
            switch try JSONBody.decode(line) as WatchLine<Object> {
            case .event(let event): return event
            case .failure(let status): throw KubernetesError(status, httpStatus: status.code ?? 500)
            case .other: return nil
            }
        }
    }

    /// Begins reading; a stream is read once.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(self)
    }
}

extension ResourceClient {
    /// Watches for changes since `resourceVersion`, as a list gave it; nil begins with what is there now.
    ///
    /// The server ends a watch after `duration` (by itself it does after 30 to 60 minutes).
    public func watch(
        since resourceVersion: String? = nil, _ options: ListOptions = ListOptions(),
        duration: Duration = .seconds(.random(in: 300...600))
    ) async throws(KubernetesError) -> WatchStream<Object> {
        var options = options
        options.resourceVersion = resourceVersion ?? options.resourceVersion
        var request = request(.GET)
        request.query = options.query
        request.query += [
            ("watch", "true"), ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", String(max(1, duration.components.seconds))),
        ]
        let body = try await client.open(request)
        return WatchStream(body: body, configuration: client.configuration, request: request)
    }
}
