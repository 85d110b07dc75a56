internal import Hummingbird
internal import NIOCore
internal import Telemetry

/// `GET /metrics`, `/healthz` (the process answers) and `/readyz` (it should be sent requests).
struct ObservationResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let metrics: MetricsRegistry
    let health: Health

    func respond(to request: Request, context: Context) async throws -> Response {
        guard request.method == .get || request.method == .head else { return answer(.methodNotAllowed, "") }
        switch request.uri.path {
        case "/metrics": return answer(.ok, metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        case "/healthz": return answer(.ok, "ok\n")
        case "/readyz":
            let reasons = health.impairments
            guard reasons.isEmpty else {
                return answer(.serviceUnavailable, reasons.joined(separator: "\n") + "\n")
            }
            return answer(.ok, (["ok"] + health.cautions).joined(separator: "; ") + "\n")
        default: return answer(.notFound, "Ask for /metrics, /healthz or /readyz.\n")
        }
    }

    private func answer(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
