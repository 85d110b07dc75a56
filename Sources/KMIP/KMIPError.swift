internal import TTLV

/// Why a KMIP server gave no key, or none that may be used: a closed code, what happened and what to do next.
///
/// Never holds key material.
package struct KMIPError: Error, Sendable {
    /// The closed set of codes.
    package enum Code: Hashable, Sendable {
        /// A file or an address is not usable.
        case invalidConfiguration
        /// Nothing answers there, or TLS failed.
        case cannotConnect
        /// The server closed the connection before it answered.
        case connectionLost
        case timedOut
        /// What came is not TTLV, or longer than allowed.
        case malformedAnswer
        /// What came is TTLV and no answer to what was asked.
        case unexpectedAnswer
        /// No version of the protocol is spoken on both sides.
        case unsupportedVersion
        /// The server refused.
        case refused(KMIPReason)
        /// The key is there; its state, dates, algorithm or usage forbid it.
        case keyUnusable
    }

    package let code: Code
    package let message: String
    /// What to do next.
    package let remedy: String
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, remedy: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }
}

extension KMIPError.Code {
    /// The code's name, for example `timed-out`.
    package var name: String {
        switch self {
        case .invalidConfiguration: "invalid-configuration"
        case .cannotConnect: "cannot-connect"
        case .connectionLost: "connection-lost"
        case .timedOut: "timed-out"
        case .malformedAnswer: "malformed-answer"
        case .unexpectedAnswer: "unexpected-answer"
        case .unsupportedVersion: "unsupported-version"
        case .refused: "refused"
        case .keyUnusable: "key-unusable"
        }
    }

    /// The server may answer when asked again later: whether a lease runs on, in other words.
    package var isOutage: Bool {
        switch self {
        case .cannotConnect, .connectionLost, .timedOut, .malformedAnswer, .unexpectedAnswer: true
        case .invalidConfiguration, .unsupportedVersion, .refused, .keyUnusable: false
        }
    }
}

extension KMIPError: CustomStringConvertible {
    package var description: String { "\(code.name): \(message) \(remedy)" }
}

extension KMIPError {
    static let lost = KMIPError(
        .connectionLost, "The KMIP server closed the connection before it answered.",
        remedy: "See the server's log: it may not know this client's certificate.")

    static let timedOut = KMIPError(
        .timedOut, "The KMIP server did not answer in time.", remedy: "See the server's log and the network.")

    static func malformed(_ cause: TTLVError) -> KMIPError {
        KMIPError(
            .malformedAnswer, "What answers is no KMIP server: \(cause).", remedy: "Check the address and the port.",
            cause: cause)
    }

    static func unexpected(_ what: String) -> KMIPError {
        KMIPError(
            .unexpectedAnswer, "The KMIP server's answer does not fit: \(what).",
            remedy: "Check that the address is the server's, and its version with --kmip-version.")
    }

    static func refused(_ operation: KMIPOperation, _ reason: KMIPReason, _ message: String) -> KMIPError {
        // It goes into logs: one line, and not a long one.
        let line = String(String.UnicodeScalarView(message.unicodeScalars.prefix(200).filter { $0.value >= 0x20 }))
        let text = line.isEmpty ? "" : ": \(line)"
        return KMIPError(
            .refused(reason), "The KMIP server refused \(operation.name) (\(reason))\(text).", remedy: reason.remedy)
    }
}
