internal import Synchronization

/// Certificates that were made for requests whose end was not seen yet: if the API server was away, or the copy of a
/// request is a moment old, the same one is written again and no other is made.
final class SignedRequests: Sendable {
    /// Most certificates held; beyond it a request may be signed a second time.
    private static let limit = 10_000

    private let held = Mutex<[String: SignedCertificate]>([:])

    /// By the request's uid.
    subscript(_ uid: String) -> SignedCertificate? {
        get { held.withLock { $0[uid] } }
        set {
            held.withLock { held in
                guard newValue == nil || held.count < Self.limit else { return }
                held[uid] = newValue
            }
        }
    }
}
