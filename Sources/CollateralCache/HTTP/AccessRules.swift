internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Who may do what, and how much may be sent. They change at a reload.
package final class AccessRules: Sendable {
    private struct Rules {
        var user: TokenCheck
        var administrator: TokenCheck
        var bodyLimits: BodyLimits
    }

    private let rules: Mutex<Rules>

    /// The rules of a configuration.
    package init(_ configuration: CacheConfiguration) {
        rules = Mutex(Self.rules(configuration))
    }

    /// Replaces them.
    package func apply(_ configuration: CacheConfiguration) {
        rules.withLock { $0 = Self.rules(configuration) }
    }

    var bodyLimits: BodyLimits { rules.withLock(\.bodyLimits) }

    /// Throws `unauthorized` when the operation needs a token that the request does not have.
    func check(_ operation: CacheOperation, _ request: Request) throws(CacheRefusal) {
        let rules = rules.withLock { $0 }
        let (check, name): (TokenCheck, String)
        switch operation.authority {
        case .nobody: return
        case .user: (check, name) = (rules.user, "user-token")
        case .administrator: (check, name) = (rules.administrator, "admin-token")
        }
        guard check.accepts(HTTPField.Name(name).flatMap { request.headers[$0] }) else {
            throw CacheRefusal(.unauthorized, "Send the right \(name) header; its hash is set in the configuration.")
        }
    }

    private static func rules(_ configuration: CacheConfiguration) -> Rules {
        Rules(
            user: TokenCheck(hash: configuration.userTokenHash),
            administrator: TokenCheck(hash: configuration.administratorTokenHash),
            bodyLimits: BodyLimits(size: configuration.maximumBodySize, time: configuration.requestTimeout))
    }
}
