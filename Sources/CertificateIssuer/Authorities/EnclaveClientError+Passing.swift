internal import EnclaveClient
internal import EnclaveProtocol

extension EnclaveClientError {
    /// Asking again later may succeed: the enclave is away, busy or locked, not unwilling.
    var isPassing: Bool {
        switch code {
        case .cannotConnect, .connectionLost, .timedOut, .cancelled, .sessionFailed: true
        case .refused(let code):
            [
                .rateLimited, .stateLocked, .anchorMismatch, .clockLocked, .storageLow, .storageFailed,
                .resourceExhausted,
                .busy, .shuttingDown, .internalError, .evidenceUnavailable,
            ].contains(code)
        default: false
        }
    }

    /// For people: what happened and what to do.
    var sentence: String { remedy.isEmpty ? message : "\(message) (\(remedy))" }
}
