/// Why a call to Kubernetes did not do what was asked: a closed code, what happened, what to do next.
///
/// Messages never hold tokens or keys.
public struct KubernetesError: Error, Sendable {
    /// The closed set of codes.
    public enum Code: String, Sendable {
        /// A kubeconfig or the pod's service account cannot be used.
        case invalidConfiguration = "invalid-configuration"
        /// A token, certificate or credential program gave nothing usable.
        case credentialFailed = "credential-failed"
        /// No connection was made, so nothing was sent.
        case cannotConnect = "cannot-connect"
        /// The connection ended before the answer; a change may have happened.
        case connectionLost = "connection-lost"
        /// No answer came in time; a change may have happened.
        case timedOut = "timed-out"
        /// What came is not the Kubernetes API.
        case unexpectedAnswer = "unexpected-answer"
        /// An object does not have the fields its type needs, or cannot be encoded.
        case invalidObject = "invalid-object"
        /// The calling task was cancelled.
        case cancelled
        /// 400.
        case badRequest = "bad-request"
        /// 401.
        case unauthorized
        /// 403.
        case forbidden
        /// 404.
        case notFound = "not-found"
        /// 409, reason `AlreadyExists`.
        case alreadyExists = "already-exists"
        /// 409: the object changed meanwhile, or another manager owns a field.
        case conflict
        /// 410: the asked state of a collection is too old; list again.
        case expired
        /// 422; see ``KubernetesError/fieldCauses``.
        case invalid
        /// 429, after all attempts.
        case tooManyRequests = "too-many-requests"
        /// 5xx.
        case unavailable
        /// Any other status.
        case refused
    }

    /// The code.
    public let code: Code
    /// What happened, for a person.
    public let message: String
    /// What to do next; may be empty.
    public let remedy: String
    /// What the server said, when it said something.
    public let status: APIStatus?
    /// How long the server asks to wait before the next attempt.
    public let retryAfter: Duration?
    /// What caused it.
    public let cause: (any Error)?

    /// An error.
    public init(
        _ code: Code, _ message: String, remedy: String = "", status: APIStatus? = nil, retryAfter: Duration? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// What the server found wrong, by field.
    public var fieldCauses: [APIStatus.Cause] { status?.details?.causes ?? [] }
}

extension KubernetesError: CustomStringConvertible {
    public var description: String {
        remedy.isEmpty ? "\(code.rawValue): \(message)" : "\(code.rawValue): \(message) (\(remedy))"
    }
}

extension KubernetesError {
    /// The server's refusal as an error.
    ///
    /// - Parameter httpStatus: the answer's status, used where the Status object has none.
    init(_ status: APIStatus, httpStatus: Int, retryAfter: Duration? = nil) {
        let number = status.code ?? httpStatus
        let code = Code(status: number, reason: status.reason)
        self.init(
            code, status.summary(httpStatus: number), remedy: code.remedy, status: status,
            retryAfter: retryAfter ?? status.details?.retryAfterSeconds.map { .seconds($0) })
    }

    static let cancelled = Self(.cancelled, "The call was cancelled.")

    static func invalidConfiguration(_ what: String, remedy: String, cause: (any Error)? = nil) -> Self {
        Self(.invalidConfiguration, what, remedy: remedy, cause: cause)
    }
}

extension KubernetesError.Code {
    init(status: Int, reason: String?) {
        self =
            switch status {
            case 400: .badRequest
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 409: reason == "AlreadyExists" ? .alreadyExists : .conflict
            case 410: .expired
            case 422: .invalid
            case 429: .tooManyRequests
            case 500...599: .unavailable
            default: .refused
            }
    }

    var remedy: String {
        switch self {
        case .unauthorized: "Renew the credential in the kubeconfig, or the pod's service account token."
        case .forbidden: "Grant the verb in a Role or ClusterRole of this identity."
        default: ""
        }
    }
}
