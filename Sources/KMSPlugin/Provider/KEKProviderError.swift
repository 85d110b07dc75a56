/// Why a source gives no answer. Never holds key material.
package struct KEKProviderError: Error, Sendable, Equatable {
    /// The closed set of codes.
    package enum Code: String, Sendable, CaseIterable {
        /// It cannot be reached at the moment.
        case unavailable
        /// It answers, and does not accept this client.
        case refused
        /// It has no such key.
        case missing
        /// What it says cannot be understood, or its configuration is wrong.
        case malformed
    }

    /// The code.
    package let code: Code
    /// What happened.
    package let message: String
    /// What to do next; may be empty.
    package let remedy: String

    /// An error.
    package init(_ code: Code, _ message: String, remedy: String = "") {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension KEKProviderError: CustomStringConvertible {
    /// Message and remedy.
    package var description: String { remedy.isEmpty ? message : "\(message) \(remedy)" }
}
