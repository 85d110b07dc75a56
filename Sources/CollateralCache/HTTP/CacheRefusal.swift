/// Why a request is not answered: the status its client knows, and a sentence for whoever reads it.
package struct CacheRefusal: Error, Sendable, Equatable {
    package let status: CacheStatus
    package let detail: String
    /// After how many seconds asking again may help.
    package let retryAfter: Int64?

    /// A refusal; `detail` says what to do next.
    package init(_ status: CacheStatus, _ detail: String, retryAfter: Int64? = nil) {
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
    }
}
