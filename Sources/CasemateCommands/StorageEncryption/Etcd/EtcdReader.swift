internal import AsyncHTTPClient
internal import EnclaveProtocol
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

/// Reads raw values out of etcd, by the JSON gateway that each etcd since 3.4 serves beside gRPC.
struct EtcdReader {
    /// A key, its value and the revision that wrote it.
    struct Pair {
        let key: [UInt8]
        let value: [UInt8]
        let revision: Int64
    }

    private let connection: EtcdConnection
    private let http: HTTPClient

    private static let pageSize = 100
    private static let answerLimit = 1 << 30
    private static let timeout = TimeAmount.seconds(60)

    /// Runs `body` with a reader and ends its connections.
    static func withReader<Value: Sendable>(
        _ connection: EtcdConnection, _ body: (EtcdReader) async throws -> Value
    ) async throws -> Value {
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try connection.configuration())
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(EtcdReader(connection: connection, http: http)))
        } catch {
            result = .failure(error)
        }
        try await http.shutdown()
        return try result.get()
    }

    /// Visits every key that begins with `prefix`, in order, all as of one revision.
    ///
    /// Where that revision is compacted meanwhile, the rest is as of a later one.
    func pairs(below prefix: String, _ visit: (Pair) -> Void) async throws(CommandError) {
        var end = Array(prefix.utf8)
        end.append((end.popLast() ?? 0) + 1)
        var request = EtcdRange.Request(
            key: Base64.text(prefix.utf8), rangeEnd: Base64.text(end), limit: String(Self.pageSize))
        while true {
            guard let answer = try await page(&request) else { continue }
            let pairs = try (answer.kvs ?? []).map { pair throws(CommandError) in try self.pair(pair) }
            pairs.forEach(visit)
            guard answer.more == true, let last = pairs.last else { return }
            request.revision = request.revision ?? answer.header.revision
            request.key = Base64.text(last.key + [0])
        }
    }

    /// One page; nil where the question was changed and is to be put again.
    private func page(_ request: inout EtcdRange.Request) async throws(CommandError) -> EtcdRange.Answer? {
        let (status, body) = try await send(request)
        if status == .ok, let answer = try? JSONDecoder().decode(EtcdRange.Answer.self, from: body) { return answer }
        let refusal = try? JSONDecoder().decode(EtcdRange.Refusal.self, from: body)
        if let refusal, refusal.isCompacted, request.revision != nil {
            request.revision = nil
            return nil
        }
        if let refusal, refusal.isTooLarge, let limit = Int(request.limit), limit > 1 {
            request.limit = String(limit / 2)
            return nil
        }
        let text = refusal?.text ?? String(decoding: body.prefix(200), as: UTF8.self)
        throw connection.refused(status: status.code, text: text)
    }

    private func send(_ request: EtcdRange.Request) async throws(CommandError) -> (HTTPResponseStatus, Data) {
        do {
            var message = HTTPClientRequest(url: connection.address.text + "/v3/kv/range")
            message.method = .POST
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(request)))
            let response = try await http.execute(message, timeout: Self.timeout)
            let body = try await response.body.collect(upTo: Self.answerLimit)
            return (response.status, Data(body.readableBytesView))
        } catch {
            throw connection.failure(error)
        }
    }

    private func pair(_ pair: EtcdRange.Answer.Pair) throws(CommandError) -> Pair {
        guard let key = Base64.bytes(pair.key), let value = Base64.bytes(pair.value ?? ""),
            let revision = Int64(pair.modRevision ?? "0")
        else { throw connection.refused(status: 200, text: "an answer that is not etcd's") }
        return Pair(key: key, value: value, revision: revision)
    }
}
