internal import GRPCCore
internal import Logging
internal import Telemetry

/// Measures each call and logs it, with the uid that the API server logs for it too.
struct CallObserver: Sendable {
    private let latency: Histogram
    private let logger: Logger

    /// Labels and their values as kube-apiserver has them in `apiserver_envelope_encryption_kms_operations_latency_seconds`.
    init(metrics: MetricsRegistry, logger: Logger) {
        latency = metrics.histogram(
            "casemate_kms_operations_latency_seconds", "How long calls of the KMS API took here, by their status.",
            labels: ["method_name", "grpc_status_code"])
        self.logger = logger
    }

    func observe<Response>(
        _ context: ServerContext, uid: String = "", _ body: () async throws(KMSError) -> Response
    ) async throws(KMSError) -> Response {
        let method = "/\(context.descriptor.fullyQualifiedMethod)"
        let start = ContinuousClock.now
        do throws(KMSError) {
            let response = try await body()
            record(method, uid, start, error: nil)
            return response
        } catch {
            record(method, uid, start, error: error)
            throw error
        }
    }

    private func record(_ method: String, _ uid: String, _ start: ContinuousClock.Instant, error: KMSError?) {
        latency.observe((ContinuousClock.now - start) / .seconds(1), method, error?.statusName ?? "OK")
        guard let error else {
            return logger.debug("answered", metadata: ["method": "\(method)", "uid": "\(uid.prefix(64))"])
        }
        logger.warning(
            "refused",
            metadata: [
                "method": "\(method)", "uid": "\(uid.prefix(64))", "code": "\(error.code.rawValue)",
                "reason": "\(error)",
            ])
    }
}

extension KMSError {
    /// The name of its gRPC status as Go writes it.
    fileprivate var statusName: String {
        switch code {
        case .invalidRequest, .notAuthentic: "InvalidArgument"
        case .unknownKey: "NotFound"
        case .keyUnusable: "FailedPrecondition"
        case .notAllowed: "PermissionDenied"
        case .limited: "ResourceExhausted"
        case .unavailable: "Unavailable"
        case .failed: "Internal"
        }
    }
}
