package import Logging
package import ServiceLifecycle
internal import Synchronization

/// Answers from the database, and from upstream what is not there.
///
/// A document whose own next update lies ahead is an answer. One past it is asked for again; when nothing newer can be
/// had it is still sent, marked as expired: the client judges dates by its own clock.
package final class CollateralCache: Sendable {
    let store: CollateralStore
    let upstream: any Upstream
    let metrics: CacheMetrics
    let logger: Logger
    /// Seconds since 1970.
    let clock: @Sendable () -> Int64
    let documents = FetchQueue<ServedDocument>()
    let certificates = FetchQueue<PCKAnswer>()
    let absent = AbsentKeys()
    private let settings: Mutex<CacheSettings>

    /// What upstream itself sends expired is not asked for with every request.
    private static let pauseBetweenFetches: Int64 = 60

    /// A cache over an open database.
    package init(
        store: CollateralStore, upstream: any Upstream, settings: CacheSettings, metrics: CacheMetrics, logger: Logger,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.upstream = upstream
        self.settings = Mutex(settings)
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
    }

    /// What must run while the cache answers.
    package var services: [any Service] { [documents, certificates] }

    /// Replaces the settings; requests under way finish with what they began with.
    package func apply(_ new: CacheSettings) { settings.withLock { $0 = new } }

    /// What is in force.
    var current: CacheSettings { settings.withLock { $0 } }

    /// The document, from the database or from upstream.
    func document(_ item: CollateralItem) async throws -> ServedDocument {
        let kept = try await store.document(item.key)
        if let kept, kept.expires > clock() {
            metrics.lookup(item.kind, "hit")
            return ServedDocument(document: kept, isExpired: false)
        }
        if let kept, kept.fetched + Self.pauseBetweenFetches > clock() {
            metrics.lookup(item.kind, "expired")
            return ServedDocument(document: kept, isExpired: true)
        }
        do {
            let fetched = try await fetch(item)
            metrics.lookup(item.kind, "miss")
            return fetched
        } catch let refusal {
            guard let kept else {
                metrics.lookup(item.kind, refusal.status == .notCached ? "absent" : "failed")
                throw refusal
            }
            metrics.lookup(item.kind, "expired")
            return ServedDocument(document: kept, isExpired: true)
        }
    }

    /// Asks upstream on behalf of a request, where the mode allows that.
    private func fetch(_ item: CollateralItem) async throws(CacheRefusal) -> ServedDocument {
        guard let request = current.addresses.request(item) else {
            throw CacheRefusal(.gone, "Version 3 ended; what was published then must be imported.")
        }
        guard current.mode.fetchesOnRequest else {
            throw CacheRefusal(
                .notCached, "It is not in the cache, and \(current.mode.rawValue) mode does not fetch it.")
        }
        guard !absent.contains(item.key, at: clock()) else {
            throw CacheRefusal(.notCached, "Upstream does not publish it.", retryAfter: 60)
        }
        return try await documents.outcome(item.key) {
            // Who looked before another's fetch ended, and asked after it, need not ask again.
            if let kept = try? await self.store.document(item.key), kept.expires > self.clock() {
                return .success(ServedDocument(document: kept, isExpired: false))
            }
            return await self.fetchNow(item, request)
        }.get()
    }

    /// Fetches a document in any mode that fetches at all, together with whoever else waits for it.
    func refetch(_ item: CollateralItem) async throws(CacheRefusal) -> ServedDocument {
        guard let request = current.addresses.request(item) else {
            throw CacheRefusal(.gone, "Version 3 ended.")
        }
        return try await documents.outcome(item.key) { await self.fetchNow(item, request) }.get()
    }

    private func fetchNow(
        _ item: CollateralItem, _ request: UpstreamRequest
    ) async -> Result<ServedDocument, CacheRefusal> {
        do {
            switch try await upstream.answer(request) {
            case .found(let body, let headers):
                let document = try CollateralDocument(item, body: body, headers: headers, fetched: clock())
                try await store.keep(document, key: item.key)
                absent.remove(item.key)
                return .success(ServedDocument(document: document, isExpired: document.expires <= clock()))
            case .absent(let status):
                absent.insert(item.key, at: clock())
                return .failure(CacheRefusal(.notCached, "Upstream answered \(status).", retryAfter: 60))
            }
        } catch {
            return .failure(refusal(for: error, subject: item.key))
        }
    }

    /// What a client is told of a failure behind it.
    func refusal(for error: any Error, subject: String) -> CacheRefusal {
        switch error {
        case let refusal as CacheRefusal: return refusal
        case let failure as UpstreamFailure:
            return CacheRefusal(.upstreamFailed, "Upstream: \(failure).", retryAfter: failure.retryAfter)
        case let content as UnexpectedContent:
            logger.error("upstream's answer refused", metadata: ["subject": "\(subject)", "reason": "\(content)"])
            return CacheRefusal(.upstreamFailed, "Upstream's answer is refused: \(content)")
        default:
            logger.error("failed", metadata: ["subject": "\(subject)", "reason": "\(error)"])
            return CacheRefusal(.failed, "The service's log says why.")
        }
    }
}
