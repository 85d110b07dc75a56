/// One rule: where it comes from, how much it matters, and whether a certificate keeps it.
package struct LintRow: Sendable {
    package enum Severity: Sendable {
        /// Refuses issuance.
        case error
        /// Reported only: a SHOULD of the standard.
        case warning
    }

    /// Stable name.
    package let id: String
    /// Section of RFC 5280 unless another standard or "profile" is named.
    package let clause: String
    package let severity: Severity
    /// What is wrong and what to do, when the row says no.
    package let message: String
    package let accepts: @Sendable (LintSubject) -> Bool

    init(
        _ id: String, _ clause: String, _ message: String, severity: Severity = .error,
        accepts: @escaping @Sendable (LintSubject) -> Bool
    ) {
        self.id = id
        self.clause = clause
        self.severity = severity
        self.message = message
        self.accepts = accepts
    }
}
