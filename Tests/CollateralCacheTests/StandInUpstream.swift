import PCSStandIn
import Synchronization

@testable import CollateralCache

/// Upstream without a network: a table of answers, the requests it was asked, and what is to go wrong.
final class StandInUpstream: Upstream {
    struct State {
        var answers: StandInAnswers
        var failure: UpstreamFailure?
        var delay: Duration?
        var requests: [UpstreamRequest] = []
    }

    let state: Mutex<State>

    init(_ answers: StandInAnswers) { state = Mutex(State(answers: answers)) }

    var requests: [UpstreamRequest] { state.withLock(\.requests) }

    func fail(_ failure: UpstreamFailure?) { state.withLock { $0.failure = failure } }

    func answer(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        let (failure, delay, answers) = state.withLock { state in
            state.requests.append(request)
            return (state.failure, state.delay, state.answers)
        }
        if let delay { try? await Task.sleep(for: delay) }
        if let failure { throw failure }
        let target = "/" + request.url.split(separator: "/").dropFirst(2).joined(separator: "/")
        let path = target.contains("/pckcerts?") ? String(target.prefix { $0 != "?" }) : target
        guard let answer = answers.byTarget[path] else { return .absent(status: 404) }
        let headers = answer.headers.map { CollateralDocument.Header(name: $0.key, value: $0.value) }
        return .found(body: answer.body, headers: headers)
    }
}
