internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension KubernetesError {
    /// A failure below the API as an error of this module.
    static func transport(_ error: any Error, _ request: APIRequest, _ configuration: ClusterConfiguration) -> Self {
        switch error {
        case let error as KubernetesError: error
        case is CancellationError: .cancelled
        case is NIOTooManyBytesError:
            Self(
                .unexpectedAnswer, "The answer to \(request.summary) is too long.",
                remedy: "Ask for pages, or raise maximumAnswerSize.", cause: error)
        case let error as HTTPClientError: transport(error, request, configuration)
        case let error as IOError where unreachable.contains(error.errnoCode): noConnection(error, configuration)
        case is NIOConnectionError, is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            noConnection(error, configuration)
        default: lost(error, request, configuration)
        }
    }

    private static func transport(
        _ error: HTTPClientError, _ request: APIRequest, _ configuration: ClusterConfiguration
    ) -> Self {
        if error == .cancelled { return .cancelled }
        if timeouts.contains(error) {
            return Self(.timedOut, "\(configuration.server) did not answer \(request.summary) in time.", cause: error)
        }
        return handshakes.contains(error) ? noConnection(error, configuration) : lost(error, request, configuration)
    }

    private static let unreachable = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH]

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
    ]

    private static let handshakes: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
        .invalidProxyResponse, .proxyAuthenticationRequired,
    ]

    private static func noConnection(_ error: any Error, _ configuration: ClusterConfiguration) -> Self {
        Self(
            .cannotConnect, "No connection to \(configuration.server): \(error).",
            remedy: "Check the server, its certificate and the proxy in the kubeconfig.", cause: error)
    }

    private static func lost(
        _ error: any Error, _ request: APIRequest, _ configuration: ClusterConfiguration
    ) -> Self {
        Self(
            .connectionLost, "The connection to \(configuration.server) ended during \(request.summary): \(error).",
            cause: error)
    }
}
