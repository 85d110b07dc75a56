internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

/// A client of one API server. Its resources are reached through ``ResourceClient``.
///
/// It keeps connections; end it with ``shutDown()``, or use ``withClient(_:_:)``.
public final class KubernetesClient: Sendable {
    /// How the cluster is reached.
    public let configuration: ClusterConfiguration
    private let server: ServerAddress
    private let http: HTTPClient
    private let credentials: CredentialProvider

    /// A client; connects when it is used. Throws `invalidConfiguration`.
    public init(_ configuration: ClusterConfiguration) throws(KubernetesError) {
        self.configuration = configuration
        server = try ServerAddress(configuration)
        http = HTTPClient(configuration: try HTTPClient.Configuration(configuration, server: server))
        credentials = CredentialProvider(source: configuration.credential, trust: configuration.trust)
    }

    /// Runs `body` with a client and ends the client.
    public static func withClient<Value: Sendable>(
        _ configuration: ClusterConfiguration, _ body: (KubernetesClient) async throws -> Value
    ) async throws -> Value {
        let client = try KubernetesClient(configuration)
        do {
            let value = try await body(client)
            await client.shutDown()
            return value
        } catch {
            await client.shutDown()
            throw error
        }
    }

    /// Closes all connections; requests in flight fail.
    public func shutDown() async {
        // The only error is that it was shut down before.
        try? await http.shutdown()
    }

    /// Objects of a typed resource: in `namespace`, or everywhere if it is nil.
    public func resources<Object: KubernetesResource>(
        _ type: Object.Type = Object.self, namespace: String? = nil
    ) -> ResourceClient<Object> {
        ResourceClient(client: self, resource: Object.resource, namespace: namespace)
    }

    /// Objects of any resource, with all their fields: in `namespace`, or everywhere if it is nil.
    public func resources(
        _ resource: ResourceDescriptor, namespace: String? = nil
    ) -> ResourceClient<Unstructured> {
        ResourceClient(client: self, resource: resource, namespace: namespace)
    }

    /// What the server answers at a path outside resources, for example `/version` or `/apis/GROUP/VERSION`.
    public func get(path: String) async throws(KubernetesError) -> JSONValue {
        let segments = path.split(separator: "/").map(String.init)
        return try JSONBody.decode(try await send(APIRequest(path: segments)))
    }

    /// Sends a request, again where that is right, and gives the answer's body.
    func send(_ request: APIRequest) async throws(KubernetesError) -> ByteBuffer {
        try await retrying(request) { () async throws(KubernetesError) in
            let deadline = NIODeadline.now() + TimeAmount(configuration.requestTimeout)
            return try await body(of: try await begin(request, deadline: deadline), request)
        }
    }

    /// Sends a request whose answer is a stream, again where that is right.
    func open(_ request: APIRequest) async throws(KubernetesError) -> HTTPClientResponse.Body {
        try await retrying(request) { () async throws(KubernetesError) in
            try await begin(request, deadline: .distantFuture).body
        }
    }

    private func retrying<Answer: Sendable>(
        _ request: APIRequest, _ attempt: () async throws(KubernetesError) -> Answer
    ) async throws(KubernetesError) -> Answer {
        var schedule = RetrySchedule(isRead: request.isRead)
        while true {
            do throws(KubernetesError) {
                return try await attempt()
            } catch {
                switch schedule.decide(error) {
                case .giveUp: throw error
                case .retryWithNewCredential: continue
                case .retry(let wait): try await pause(wait)
                }
            }
        }
    }

    private func pause(_ duration: Duration) async throws(KubernetesError) {
        do {
            try await Task.sleep(for: duration * Double.random(in: 1...1.2), clock: .continuous)
        } catch {
            throw .cancelled
        }
    }

    /// Sends once; an answer that is no success is thrown.
    private func begin(
        _ request: APIRequest, deadline: NIODeadline
    ) async throws(KubernetesError) -> HTTPClientResponse {
        let credential = try await credentials.current()
        let message = request.httpRequest(to: server, configuration: configuration, credential: credential)
        let response: HTTPClientResponse
        do {
            response = try await http.execute(message, deadline: deadline)
        } catch {
            throw .transport(error, request, configuration)
        }
        guard (200..<300).contains(response.status.code) else {
            if response.status == .unauthorized { await credentials.refuse(credential) }
            throw try await refusal(response, request)
        }
        return response
    }

    private func refusal(
        _ response: HTTPClientResponse, _ request: APIRequest
    ) async throws(KubernetesError) -> KubernetesError {
        let bytes = try await body(of: response, request)
        let status = (try? JSONBody.decode(bytes) as APIStatus) ?? APIStatus(message: .init(buffer: bytes.prefix(500)))
        let wait = response.headers.first(name: "Retry-After").flatMap(Int.init).map { Duration.seconds(max(0, $0)) }
        return KubernetesError(status, httpStatus: Int(response.status.code), retryAfter: wait)
    }

    private func body(
        of response: HTTPClientResponse, _ request: APIRequest
    ) async throws(KubernetesError) -> ByteBuffer {
        do {
            return try await response.body.collect(upTo: configuration.maximumAnswerSize)
        } catch {
            throw .transport(error, request, configuration)
        }
    }
}

extension ByteBuffer {
    fileprivate func prefix(_ length: Int) -> ByteBuffer {
        getSlice(at: readerIndex, length: min(length, readableBytes)) ?? ByteBuffer()
    }
}
