/// What upstream said when it said something final.
package enum UpstreamAnswer: Sendable, Equatable {
    case found(body: [UInt8], headers: [CollateralDocument.Header])
    /// It does not publish this: 404, 410, and what it finds wrong with the request.
    case absent(status: Int)
}

/// Upstream said nothing that can be used.
package struct UpstreamFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why, for the log.
    package let description: String
    /// After how many seconds it will be asked again, when it is not asked at all for now.
    package let retryAfter: Int64?

    /// A failure.
    package init(_ description: String, retryAfter: Int64? = nil) {
        self.description = description
        self.retryAfter = retryAfter
    }
}

/// Asks upstream. One implementation speaks HTTP; tests have others.
package protocol Upstream: Sendable {
    /// The answer to one request, after the tries it is worth.
    func answer(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer
}
