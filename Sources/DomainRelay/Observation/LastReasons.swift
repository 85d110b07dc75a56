internal import Synchronization

/// By name, why something failed last: what fails again for the same reason gets no second line in the log.
final class LastReasons: Sendable {
    /// Names may be anybody's addresses.
    private static let most = 256

    private let reasons = Mutex<[String: String]>([:])

    /// Keeps the reason; whether it is another than the last of that name.
    func isNew(_ reason: String, of name: String) -> Bool {
        reasons.withLock { reasons in
            if reasons.count >= Self.most { reasons.removeAll() }
            return reasons.updateValue(reason, forKey: name) != reason
        }
    }

    /// It did not fail: the next reason is new. Whether it had failed.
    @discardableResult
    func forget(_ name: String) -> Bool { reasons.withLock { $0.removeValue(forKey: name) != nil } }
}
