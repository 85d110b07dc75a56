internal import Synchronization

/// What `/readyz` answers: ready unless something named holds it back.
package final class Health: Sendable {
    private let reasons = Mutex<[String: String]>([:])
    private let warnings = Mutex<[String: String]>([:])

    /// Ready.
    package init() {}

    /// Not ready because of `subject`, until `restored`.
    package func impaired(_ subject: String, _ reason: String) {
        reasons.withLock { $0[subject] = reason }
    }

    /// `subject` no longer holds readiness back.
    package func restored(_ subject: String) {
        reasons.withLock { $0[subject] = nil }
    }

    /// Ready, but with something to see to, or with nil no longer.
    package func warned(_ subject: String, _ warning: String?) {
        warnings.withLock { $0[subject] = warning }
    }

    /// A line for each reason; none when ready.
    package var impairments: [String] { Self.lines(reasons) }

    /// What is to be seen to while it is ready.
    package var cautions: [String] { Self.lines(warnings) }

    private static func lines(_ texts: borrowing Mutex<[String: String]>) -> [String] {
        texts.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } }
    }
}
