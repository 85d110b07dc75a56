internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Kubernetes
internal import NIOCore
internal import Synchronization

extension KubernetesDouble {
    func respond(to request: Request) async -> Response {
        while state.withLock({ $0.isStalled && !$0.isEnding }) { try? await Task.sleep(for: .milliseconds(20)) }
        do throws(StatusBody) {
            try admit(request)
            if request.uri.path == "/version" { return Self.answer(["gitVersion": "double"]) }
            let target = try RequestTarget(request, resources: state.withLock { $0.resources })
            if request.method == .get, target.query["watch"] == "true" { return watch(target) }
            let body = try await Self.json(request)
            let (status, json) = try state.withLock { state throws(StatusBody) in
                try state.answer(request.method, target, contentType: request.headers[.contentType], body)
            }
            return Self.answer(json, status: status)
        } catch {
            return Self.refusal(error, retryAfter: state.withLock { $0.refusals?.retryAfter })
        }
    }

    /// Counts a request, and refuses it if refusals are due or its token is wrong.
    private func admit(_ request: Request) throws(StatusBody) {
        try state.withLock { state throws(StatusBody) in
            state.requestCount += 1
            state.newestHeaders = request.headers.map { ($0.name.canonicalName, $0.value) }
            if let refusals = state.refusals, refusals.count > 0 {
                if refusals.count != .max { state.refusals?.count -= 1 }
                throw StatusBody(code: refusals.status, reason: "TooManyRequests", message: "please try again later")
            }
            let token = (request.headers[.authorization] ?? "").dropFirst("Bearer ".count)
            if let tokens = state.tokens, !tokens.contains(String(token)) {
                throw StatusBody(code: 401, reason: "Unauthorized", message: "Unauthorized")
            }
        }
    }

    private static func json(_ request: Request) async throws(StatusBody) -> JSONValue? {
        guard request.method != .get else { return nil }
        guard let buffer = try? await request.body.collect(upTo: 4 << 20) else { throw .badRequest("no body") }
        guard buffer.readableBytes > 0 else { return nil }
        guard let json = try? JSONDecoder().decode(JSONValue.self, from: Data(buffer.readableBytesView)) else {
            throw .badRequest("the body is no JSON")
        }
        return json
    }

    private static func answer(_ json: JSONValue, status: Int = 200) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: json.text)))
    }

    private static func refusal(_ body: StatusBody, retryAfter: Int?) -> Response {
        var response = answer(body.json, status: body.code)
        if let retryAfter, body.code == 429 || body.code == 503 {
            response.headers[.retryAfter] = String(retryAfter)
        }
        return response
    }

    /// Lines until the client goes, its time is up, or the watch is cut.
    private func watch(_ target: RequestTarget) -> Response {
        let since = target.query["resourceVersion"].flatMap(Int.init)
        let timeout = Duration.seconds(target.query["timeoutSeconds"].flatMap(Int.init) ?? 1800)
        let hasBookmarks = target.query["allowWatchBookmarks"] == "true"
        let body = ResponseBody { [self] writer in
            let (id, lines) = state.withLock { $0.watch(target.resource, filter: target.filter, since: since) }
            defer { state.withLock { $0.watchers[id] = nil } }
            let pace = Task { await self.keepTime(id, timeout: timeout, hasBookmarks: hasBookmarks) }
            defer { pace.cancel() }
            for try await line in lines { try await writer.write(ByteBuffer(string: line + "\n")) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    /// Sends bookmarks, and ends the watch when its time is up.
    private func keepTime(_ id: Int, timeout: Duration, hasBookmarks: Bool) async {
        let end = ContinuousClock.now + timeout
        let interval = state.withLock { $0.bookmarkInterval }
        while ContinuousClock.now < end {
            guard (try? await Task.sleep(for: min(interval, end - .now), clock: .continuous)) != nil else { return }
            if hasBookmarks { state.withLock { $0.bookmark(id) } }
        }
        state.withLock { $0.watchers[id] }?.continuation.finish()
    }
}
