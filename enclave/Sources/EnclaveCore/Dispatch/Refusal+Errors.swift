internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import X509Core

extension Refusal {
    /// What a key operation's error means to a caller.
    init(_ error: KeyError) {
        let code: Code =
            switch error {
            case .schemeMismatch, .hashMissing, .hashUnexpected, .digestLength, .operationMismatch: .algorithmMismatch
            case .digestRefused, .notTLS: .purposeMismatch
            case .decryptionFailed, .unwrapFailed, .envelopeInvalid, .envelopeVersion, .sealBroken: .decryptionFailed
            case .libraryFailure, .inconsistent: .internalError
            case .thresholdInvalid, .wrapLength, .fileTooLarge: .invalidArgument
            default: .invalidKey
            }
        self.init(code, error.message)
    }

    /// What an X.509 error means to a caller.
    init(_ error: X509Error) {
        let code: Code =
            switch error {
            case .malformed, .tooLarge, .unsupported: .invalidArgument
            case .weakKey, .badSignature: .invalidKey
            case .refused: .lintFailure
            case .usage, .lifetime: .policyViolation
            case .authority, .chain: .keyNotActive
            }
        self.init(code, error.message)
    }

    /// What a journal error means to a caller.
    init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .missing, .altered, .truncated, .newerFormat, .exists: .corruptState
            case .storageFailed: .storageFailed
            case .storageLow: .storageLow
            case .storageBusy: .busy
            case .tooLarge: .invalidArgument
            case .closed: .shuttingDown
            case .resourceExhausted: .resourceExhausted
            }
        // The journal tells damages apart that are one code on the wire.
        self.init(code, code == .corruptState ? "\(error.code.rawValue): \(error.message)" : error.message)
    }
}
