/// The status codes of Intel's caching service with the bodies its clients know.
package enum CacheStatus: Int, Sendable {
    case invalidRequest = 400
    case unauthorized = 401
    case notCached = 404
    case methodNotAllowed = 405
    case timedOut = 408
    case gone = 410
    case tooLarge = 413
    case integrity = 460
    case unknownPlatform = 461
    case certificateUnavailable = 462
    case failed = 500
    case upstreamFailed = 502
    case unavailable = 503

    /// The body.
    package var text: String {
        switch self {
        case .invalidRequest: "Invalid request parameters."
        case .unauthorized: "Authentication failed."
        case .notCached: "No cache data for this platform."
        case .methodNotAllowed: "Method not allowed."
        case .timedOut: "Request timed out."
        case .gone: "PCS API version 3 has ended. Use version 4."
        case .tooLarge: "Content too large."
        case .integrity: "The integrity of the data can't be verified."
        case .unknownPlatform: "The platform was not found in the cache."
        case .certificateUnavailable: "Certificates are not available for certain TCBs."
        case .failed: "Internal server error occurred."
        case .upstreamFailed: "Unable to retrieve the collateral from the Intel SGX PCS."
        case .unavailable: "Server is currently unable to process the request."
        }
    }

    /// The word for scripts.
    package var code: String {
        switch self {
        case .invalidRequest: "invalid-request"
        case .unauthorized: "unauthorized"
        case .notCached: "not-cached"
        case .methodNotAllowed: "method-not-allowed"
        case .timedOut: "timed-out"
        case .gone: "gone"
        case .tooLarge: "too-large"
        case .integrity: "integrity"
        case .unknownPlatform: "unknown-platform"
        case .certificateUnavailable: "certificate-unavailable"
        case .failed: "failed"
        case .upstreamFailed: "upstream-failed"
        case .unavailable: "unavailable"
        }
    }
}
