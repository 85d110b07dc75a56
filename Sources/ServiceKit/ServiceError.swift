/// Why a daemon does not start, or did not reload: a code for scripts, a message and what to do next for people.
package struct ServiceError: Error, CustomStringConvertible {
    package let code: String
    package let message: String
    package let remedy: String
    package let cause: (any Error)?

    /// An error; `cause` is what was thrown below.
    package init(code: String, message: String, remedy: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    package var description: String { remedy.isEmpty ? message : "\(message) \(remedy)" }
}
