internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import PCSStandIn

/// Asks and compares.
struct LoadClient: Sendable {
    private let client: HTTPClient
    private let url: String
    private let patience: Duration

    init(url: String, ca: String, patience: Duration) throws {
        self.url = url
        self.patience = patience
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.trustRoots = .file(ca)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(configuration: configuration)
    }

    func shutdown() async throws { try await client.shutdown() }

    /// Takes requests from the board until none is left.
    func work(_ plan: LoadPlan, _ board: LoadBoard) async {
        while let request = board.next() {
            let document = plan.choice(for: request)
            let wasAnswered = board.wasAnswered(document)
            board.record(document, await outcome(plan.expected[document], wasAnswered: wasAnswered, board))
        }
    }

    private func outcome(_ expected: ExpectedAnswer, wasAnswered: Bool, _ board: LoadBoard) async -> LoadBoard.Outcome {
        let deadline = ContinuousClock.now + patience
        while true {
            let began = ContinuousClock.now
            do {
                let response = try await client.execute(
                    HTTPClientRequest(url: url + expected.target), timeout: .seconds(60))
                let body = Array(try await response.body.collect(upTo: 1 << 24).readableBytesView)
                guard response.status == .ok else {
                    let reason = "\(response.status.code) for \(expected.target.prefix(80))"
                    return wasAnswered ? .failed(reason) : .refused
                }
                if let reason = Self.difference(body, response.headers, expected) { return .wrong(reason) }
                return .answered(isFirst: !wasAnswered, ContinuousClock.now - began)
            } catch {
                guard ContinuousClock.now < deadline else { return .failed("no connection") }
                board.retried()
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func difference(_ body: [UInt8], _ headers: HTTPHeaders, _ expected: ExpectedAnswer) -> String? {
        let target = expected.target.prefix(80)
        guard body == expected.body else { return "another body for \(target)" }
        for (name, value) in expected.headers where headers.first(name: name) != value {
            return "another \(name) for \(target)"
        }
        return nil
    }
}
