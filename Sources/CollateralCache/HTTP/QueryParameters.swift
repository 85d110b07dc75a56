/// The parameters of a query. Of a repeated one the first counts, as in Intel's service.
struct QueryParameters: Sendable, Equatable {
    private var values: [String: String] = [:]

    private static let maximumCount = 32
    private static let maximumLength = 8192

    /// Reads `name=value&…`; throws `invalidRequest` when it is too long or not percent-encoded UTF-8.
    init(_ query: String?) throws(CacheRefusal) {
        guard let query, !query.isEmpty else { return }
        guard query.utf8.count <= Self.maximumLength else {
            throw CacheRefusal(.invalidRequest, "The query is longer than \(Self.maximumLength) bytes.")
        }
        let pairs = query.split(separator: "&")
        guard pairs.count <= Self.maximumCount else {
            throw CacheRefusal(.invalidRequest, "The query has more than \(Self.maximumCount) parameters.")
        }
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decoded(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decoded(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else {
                throw CacheRefusal(.invalidRequest, "The query is not percent-encoded UTF-8.")
            }
            if values[name] == nil { values[name] = value }
        }
    }

    subscript(name: String) -> String? { values[name] }
}
