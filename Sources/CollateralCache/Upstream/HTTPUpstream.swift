internal import AsyncHTTPClient
internal import FoundationEssentials
internal import HTTPTypes
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Asks upstream over HTTPS: a few tries with growing pauses, and none while upstream asks to be left alone.
final class HTTPUpstream: Upstream {
    // AMD answers one request in ten seconds: it is not tried again.
    private static let tries: [UpstreamService: Int] = [.pcs: 3, .rootCRL: 3, .kds: 1]
    private static let largestBody = 16 * 1024 * 1024
    private static let timeout = TimeAmount.seconds(20)
    private static let amdInterval = 10.0

    private let client: HTTPClient
    private let gates = Mutex<[UpstreamService: UpstreamGate]>([.kds: UpstreamGate(interval: amdInterval)])
    private let metrics: CacheMetrics
    private let logger: Logger

    init(client: HTTPClient, metrics: CacheMetrics, logger: Logger) {
        self.client = client
        self.metrics = metrics
        self.logger = logger
    }

    func answer(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        var failure = UpstreamFailure("not asked")
        for attempt in 0..<Self.tries[request.service, default: 1] {
            guard !Task.isCancelled else { throw UpstreamFailure("the service is shutting down") }
            try await takeTurn(request.service)
            if attempt > 0 { await pause(before: attempt) }
            let began = now
            switch await Self.send(request, with: client) {
            case .final(let answer, let status):
                gates.withLock { $0[request.service, default: UpstreamGate()].succeeded() }
                metrics.upstream(request.service, outcome: "\(status)", seconds: now - began)
                return answer
            case .throttled(let retryAfter):
                metrics.upstream(request.service, outcome: "429", seconds: now - began)
                throw closeGate(of: request.service, "it asked to be left alone", retryAfter: retryAfter)
            case .failed(let reason):
                metrics.upstream(request.service, outcome: "failed", seconds: now - began)
                logger.warning("upstream failed", metadata: ["url": "\(request.loggedURL)", "reason": "\(reason)"])
                failure = UpstreamFailure(reason)
            }
        }
        throw closeGate(of: request.service, failure.description, retryAfter: nil)
    }

    private var now: Double {
        let elapsed = ContinuousClock.now - Self.epoch
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }
    private static let epoch = ContinuousClock.now

    private func takeTurn(_ service: UpstreamService) async throws(UpstreamFailure) {
        switch gates.withLock({ $0[service, default: UpstreamGate()].admit(at: now) }) {
        case .proceed(let seconds):
            if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
        case .refused(let seconds):
            throw UpstreamFailure("it is left alone for now", retryAfter: Int64(seconds.rounded(.up)))
        }
    }

    private func closeGate(of service: UpstreamService, _ reason: String, retryAfter: Double?) -> UpstreamFailure {
        let retry = gates.withLock { gates -> Double in
            gates[service, default: UpstreamGate()].failed(at: now, retryAfter: retryAfter)
            guard case .refused(let seconds) = gates[service, default: UpstreamGate()].admit(at: now) else { return 1 }
            return seconds
        }
        return UpstreamFailure(reason, retryAfter: Int64(retry.rounded(.up)))
    }

    private func pause(before attempt: Int) async {
        let seconds = 0.25 * Double(1 << attempt) * Double.random(in: 0.5...1)
        try? await Task.sleep(for: .seconds(seconds))
    }

    private enum Outcome {
        case final(UpstreamAnswer, status: UInt)
        case throttled(retryAfter: Double?)
        case failed(String)
    }

    private static func send(_ request: UpstreamRequest, with client: HTTPClient) async -> Outcome {
        do {
            let response = try await client.execute(request.message, timeout: timeout)
            switch response.status.code {
            case 200:
                let body = try await response.body.collect(upTo: largestBody)
                return .final(.found(body: Array(body.readableBytesView), headers: kept(response.headers)), status: 200)
            case 429: return .throttled(retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init))
            case 400..<500: return .final(.absent(status: Int(response.status.code)), status: response.status.code)
            default: return .failed("status \(response.status.code)")
            }
        } catch {
            return .failed("\(error)")
        }
    }

    private static func kept(_ headers: HTTPHeaders) -> [CollateralDocument.Header] {
        HeaderName.kept.compactMap { name in
            headers.first(name: name).map { CollateralDocument.Header(name: name, value: $0) }
        }
    }
}

extension UpstreamRequest {
    fileprivate var message: HTTPClientRequest {
        var message = HTTPClientRequest(url: url)
        for header in headers { message.headers.add(name: header.name, value: header.value) }
        if let body {
            message.method = .POST
            message.body = .bytes(ByteBuffer(bytes: body))
        }
        return message
    }

    // A PPID names one machine: it stays out of logs.
    fileprivate var loggedURL: Substring { url.prefix { $0 != "?" } }
}
