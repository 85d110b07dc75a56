internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Kubernetes
internal import Logging
internal import NIOCore
internal import Synchronization

/// Plays back what a real server answered, one recorded exchange for each request, in order.
public final class RecordedServer: Sendable {
    private struct Exchange: Decodable {
        let method: String
        let path: String
        let requestBody: JSONValue?
        let status: Int
        let headers: [String: String]
        let body: String
    }

    private struct Recording: Decodable {
        let origin: String
        let exchanges: [Exchange]
    }

    private let exchanges: [Exchange]
    private let position = Mutex((next: 0, mismatches: [String]()))

    /// Reads a recording; see Tests/KubernetesTests/Recorded.
    public init(json: [UInt8]) throws {
        exchanges = try JSONDecoder().decode(Recording.self, from: Data(json)).exchanges
    }

    /// Requests that were not as recorded, and answers nobody asked for. A watch's duration may differ.
    public var mismatches: [String] {
        position.withLock { $0.mismatches + exchanges[$0.next...].map { "never asked: \($0.method) \($0.path)" } }
    }

    /// Serves on 127.0.0.1 while `body` runs.
    public func serve<Value: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Value) async throws -> Value {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { [self] request, _ in await respond(to: request) },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "recorded", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await application.running { () async throws -> Value? in
            for await port in ports { return try await body(port) }
            return nil
        }
    }

    private func respond(to request: Request) async -> Response {
        let sent = try? await request.body.collect(upTo: 1 << 20)
        let exchange = position.withLock { position -> Exchange? in
            guard position.next < exchanges.count else {
                position.mismatches.append("not recorded: \(request.method) \(request.uri)")
                return nil
            }
            let exchange = exchanges[position.next]
            position.next += 1
            position.mismatches += Self.differences(request, sent, exchange)
            return exchange
        }
        guard let exchange else { return Response(status: .notImplemented) }
        var response = Response(
            status: .init(code: exchange.status), body: .init(byteBuffer: ByteBuffer(string: exchange.body)))
        for (name, value) in exchange.headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func differences(_ request: Request, _ sent: ByteBuffer?, _ exchange: Exchange) -> [String] {
        var differences: [String] = []
        if request.method.rawValue != exchange.method || target(request.uri.string) != target(exchange.path) {
            differences.append("\(request.method) \(request.uri) for \(exchange.method) \(exchange.path)")
        }
        let body = sent.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0.readableBytesView)) }
        if let expected = exchange.requestBody, !(body ?? .null).contains(expected) {
            differences.append("\(exchange.path): \(body?.text ?? "no body") for \(expected.text)")
        }
        return differences
    }

    /// A path and its query's items in any order, but for how long a watch is to last.
    private static func target(_ text: String) -> [String] {
        let parts = text.split(separator: "?", maxSplits: 1)
        let items = parts.dropFirst().joined().split(separator: "&").filter { !$0.hasPrefix("timeoutSeconds=") }
        return [String(parts.first ?? "")] + items.map(String.init).sorted()
    }
}

extension JSONValue {
    /// Whether every member of `other` is here with the same value.
    fileprivate func contains(_ other: JSONValue) -> Bool {
        guard case .object(let members) = other else { return self == other }
        return members.allSatisfy { name, value in self[name]?.contains(value) ?? false }
    }
}
