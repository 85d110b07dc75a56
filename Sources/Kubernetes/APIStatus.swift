/// A `Status` object: how the server explains a refusal.
///
/// Source: Kubernetes API conventions, "Response Status Kind".
public struct APIStatus: Codable, Hashable, Sendable {
    /// What was found wrong with one field.
    public struct Cause: Codable, Hashable, Sendable {
        /// A machine-readable word, for example `FieldValueInvalid`.
        public var reason: String?
        /// The field's path, for example `spec.names[0]`.
        public var field: String?
        /// What is wrong, for a person.
        public var message: String?
    }

    /// What the refusal is about.
    public struct Details: Codable, Hashable, Sendable {
        public var name: String?
        public var group: String?
        public var kind: String?
        public var uid: String?
        public var causes: [Cause]?
        /// How many seconds to wait before the next attempt.
        public var retryAfterSeconds: Int?
    }

    /// `Success` or `Failure`.
    public var status: String?
    /// What happened, for a person.
    public var message: String?
    /// A machine-readable word, for example `AlreadyExists`.
    public var reason: String?
    /// What it is about.
    public var details: Details?
    /// The HTTP status.
    public var code: Int?

    /// A status that says `message`.
    public init(message: String? = nil, reason: String? = nil, details: Details? = nil, code: Int? = nil) {
        status = "Failure"
        self.message = message
        self.reason = reason
        self.details = details
        self.code = code
    }

    /// One line for a person: the causes by field where there are any, else the message.
    func summary(httpStatus: Int) -> String {
        let causes = (details?.causes ?? []).filter { $0.field?.isEmpty == false }
        guard !causes.isEmpty else { return message ?? reason ?? "The server answered with status \(httpStatus)." }
        let subject = [details?.kind, details?.name].compactMap(\.self).joined(separator: " ")
        let list = causes.map { "\($0.field ?? ""): \($0.message ?? $0.reason ?? "invalid")" }
        return (subject.isEmpty ? "" : "\(subject) is not valid: ") + list.joined(separator: "; ")
    }
}
