internal import EnclaveClient
internal import EnclaveProtocol
internal import GRPCCore

/// Why a call of the KMS API is not answered with bytes: a closed code, what happened and what to do next.
///
/// Never holds a plaintext or key material: its text goes into the API server's log.
struct KMSError: Error, Sendable, Equatable {
    /// The closed set of codes.
    enum Code: String, Sendable, CaseIterable {
        /// The request breaks a limit or a rule of the API.
        case invalidRequest = "invalid-request"
        /// Ciphertext, key id and annotations were not made together by this key.
        case notAuthentic = "not-authentic"
        /// The key id names a key or version that this plugin was not given.
        case unknownKey = "unknown-key"
        /// The key is there and may not be used so: retired, destroyed, of another purpose.
        case keyUnusable = "key-unusable"
        /// The enclave's policy does not allow it.
        case notAllowed = "not-allowed"
        /// A limit of the operator's is reached.
        case limited
        /// The enclave does not answer, or cannot at the moment.
        case unavailable
        /// The socket, or the enclave's answer, is not as it must be.
        case failed
    }

    /// The code.
    let code: Code
    /// What happened.
    let message: String
    /// What to do next; may be empty.
    let remedy: String

    /// An error.
    init(_ code: Code, _ message: String, remedy: String = "") {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// What the enclave, or the way to it, says.
    init(_ error: EnclaveClientError) {
        self.init(Code(error.code), error.message, remedy: error.remedy)
    }

    static func forbidden(_ key: KEKOrigin, because reason: String) -> Self {
        Self(
            .keyUnusable, "The key \(key.reference) may not be used: \(reason).",
            remedy: "Make a newer one where the keys come from.")
    }

    static let notAuthentic = KMSError(
        .notAuthentic, "Ciphertext, key id and annotations do not belong together, or were altered.",
        remedy: "Restore the value from a backup of etcd.")
}

extension KMSError: CustomStringConvertible {
    var description: String { remedy.isEmpty ? message : "\(message) \(remedy)" }
}

extension KMSError: RPCErrorConvertible {
    var rpcErrorCode: RPCError.Code {
        switch code {
        case .invalidRequest, .notAuthentic: .invalidArgument
        case .unknownKey: .notFound
        case .keyUnusable: .failedPrecondition
        case .notAllowed: .permissionDenied
        case .limited: .resourceExhausted
        case .unavailable: .unavailable
        case .failed: .internalError
        }
    }

    var rpcErrorMessage: String { "\(code.rawValue): \(description)" }
}

extension KMSError.Code {
    fileprivate init(_ code: EnclaveClientError.Code) {
        self =
            switch code {
            case .refused(let refusal): Self(refusal)
            case .cannotConnect, .connectionLost, .timedOut, .cancelled: .unavailable
            case .enclaveKeyRequired, .enclaveKeyMismatch: .notAllowed
            default: .failed
            }
    }

    private init(_ refusal: Refusal.Code) {
        self =
            switch refusal {
            case .decryptionFailed: .notAuthentic
            case .notFound: .unknownKey
            case .purposeMismatch, .algorithmMismatch, .keyNotActive: .keyUnusable
            case .notAllowed, .authorizationRequired, .authorizationInvalid, .sealedSessionRequired: .notAllowed
            case .rateLimited: .limited
            case .malformedRequest, .invalidArgument: .invalidRequest
            case .stateLocked, .anchorMismatch, .clockLocked, .storageLow, .storageFailed, .resourceExhausted, .busy,
                .shuttingDown:
                .unavailable
            default: .failed
            }
    }
}
