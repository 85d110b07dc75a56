public import EnclaveProtocol

/// Why a call did not get its answer: a closed code, what happened, what to do next, and the cause where there is one.
///
/// Never holds key material.
public struct EnclaveClientError: Error, Sendable {
    /// The closed set of codes.
    public enum Code: Equatable, Sendable {
        /// The address is not `unix:PATH` or `tcp:HOST:PORT`.
        case invalidAddress
        /// Nothing answers there, or the socket may not be opened.
        case cannotConnect
        /// The enclave closed the connection, or it broke, before the answer came.
        case connectionLost
        /// The enclave did not answer in time.
        case timedOut
        /// What came is not this protocol.
        case protocolViolation
        /// This address needs the enclave's session key to be pinned.
        case enclaveKeyRequired
        /// Another enclave answers than the pinned one.
        case enclaveKeyMismatch
        /// The sealed session could not be opened, or a frame of it was altered.
        case sessionFailed
        /// An administrator key file is not usable.
        case invalidAdministratorKey
        /// The request is longer than the protocol allows.
        case requestTooLong
        /// The key cannot do what was asked of it.
        case unsupportedKey
        /// The calling task was cancelled.
        case cancelled
        /// The enclave refused.
        case refused(Refusal.Code)
    }

    /// The code.
    public let code: Code
    /// What happened, for a person.
    public let message: String
    /// What to do next; may be empty.
    public let remedy: String
    /// What caused it.
    public let cause: (any Error)?

    /// An error.
    public init(_ code: Code, _ message: String, remedy: String = "", cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// The enclave's refusal as an error.
    public init(_ refusal: Refusal) {
        self.init(.refused(refusal.code), refusal.message, remedy: refusal.remedy, cause: refusal)
    }
}

extension EnclaveClientError.Code {
    /// The code's name in JSON, for example `cannot-connect`; a refusal has the name of its own code.
    public var name: String {
        switch self {
        case .invalidAddress: "invalid-address"
        case .cannotConnect: "cannot-connect"
        case .connectionLost: "connection-lost"
        case .timedOut: "timed-out"
        case .protocolViolation: "protocol-violation"
        case .enclaveKeyRequired: "enclave-key-required"
        case .enclaveKeyMismatch: "enclave-key-mismatch"
        case .sessionFailed: "session-failed"
        case .invalidAdministratorKey: "invalid-administrator-key"
        case .requestTooLong: "request-too-long"
        case .unsupportedKey: "unsupported-key"
        case .cancelled: "cancelled"
        case .refused(let code): code.name
        }
    }
}

extension EnclaveClientError: CustomStringConvertible {
    public var description: String {
        remedy.isEmpty ? "\(code.name): \(message)" : "\(code.name): \(message) (\(remedy))"
    }
}

extension EnclaveClientError {
    static func violation(_ what: String, cause: (any Error)? = nil) -> Self {
        Self(
            .protocolViolation, "What answers is not an enclave of this protocol: \(what).",
            remedy: "Check the address with `casemate doctor`; the enclave may be newer than this program.",
            cause: cause)
    }

    static let lost = Self(
        .connectionLost, "The enclave closed the connection before it answered.",
        remedy: "See the enclave's log; whether the request was carried out is in the audit.")
}
