package import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import Synchronization

/// Intel's and AMD's services on one plain HTTP address: answers what it holds, counts what it is asked, and fails when
/// it is told to.
package final class StandInServer: HTTPResponder, Sendable {
    package typealias Context = BasicRequestContext

    /// What goes wrong, for every request.
    package struct Trouble: Sendable {
        /// Answered in place of anything.
        package var status: Int?
        package var retryAfter: Int?
        /// Before each answer.
        package var delay: Duration?

        /// None.
        package init(status: Int? = nil, retryAfter: Int? = nil, delay: Duration? = nil) {
            self.status = status
            self.retryAfter = retryAfter
            self.delay = delay
        }
    }

    private struct State {
        var answers: StandInAnswers
        var trouble = Trouble()
        var counts: [String: Int] = [:]
        var bodies: [[UInt8]] = []
        var headers: [HTTPFields] = []
    }

    private let state: Mutex<State>

    /// A server of these answers.
    package init(_ answers: StandInAnswers) { state = Mutex(State(answers: answers)) }

    /// Changes what goes wrong.
    package func set(_ trouble: Trouble) { state.withLock { $0.trouble = trouble } }

    /// Changes one answer.
    package func add(_ target: String, _ answer: StandInAnswer) { state.withLock { $0.answers.add(target, answer) } }

    /// How often each target was asked for.
    package var counts: [String: Int] { state.withLock(\.counts) }
    package var total: Int { counts.values.reduce(0, +) }
    /// The bodies that were posted.
    package var bodies: [[UInt8]] { state.withLock(\.bodies) }
    /// The headers of every request.
    package var headers: [HTTPFields] { state.withLock(\.headers) }

    package func respond(to request: Request, context: Context) async throws -> Response {
        let posted = Array(try await request.body.collect(upTo: 1 << 20).readableBytesView)
        let target = request.uri.string
        if let control = control(target) { return control }
        let (answer, trouble) = state.withLock { state in
            state.counts[target, default: 0] += 1
            state.headers.append(request.headers)
            if !posted.isEmpty { state.bodies.append(posted) }
            // Any PPID gets the certificates there are.
            let isPPID = target.hasPrefix("/sgx/certification/v4/pckcerts?")
            return (state.answers.byTarget[isPPID ? request.uri.path : target], state.trouble)
        }
        if let delay = trouble.delay { try await Task.sleep(for: delay) }
        if let status = trouble.status {
            let retry = trouble.retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
            return response(StandInAnswer(status: status, headers: retry, body: []))
        }
        return response(answer ?? StandInAnswer(status: 404, body: []))
    }

    /// `/control/status/503` makes every answer that, `/control/delay/500` late by so many milliseconds,
    /// `/control/status/200` ends both; `/control/count` counts.
    private func control(_ target: String) -> Response? {
        let parts = target.split(separator: "/")
        guard parts.first == "control" else { return nil }
        if parts.count == 3, parts[1] == "status", let status = Int(parts[2]) {
            set(Trouble(status: status == 200 ? nil : status))
        } else if parts.count == 3, parts[1] == "delay", let delay = Int(parts[2]) {
            set(Trouble(delay: .milliseconds(delay)))
        }
        return response(StandInAnswer(body: Array("\(total)\n".utf8)))
    }

    private func response(_ answer: StandInAnswer) -> Response {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        if let name = HTTPField.Name("Request-ID") { fields[name] = "stand-in" }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
