internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol
internal import KeyOperations
internal import Kubernetes
internal import ServiceKit

/// Why a command failed: a code for scripts, a message and what to do next for people.
struct CommandError: Error {
    let code: String
    let message: String
    let remedy: String
    let cause: (any Error)?

    init(code: String, message: String, remedy: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// What to report for an error out of a command; nil for those of the argument parser.
    init?(reporting error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as EnclaveClientError: self.init(error)
        case let error as KubernetesError: self.init(error)
        case let error as ServiceError:
            self.init(code: error.code, message: error.message, remedy: error.remedy, cause: error)
        case is CancellationError:
            self.init(code: "cancelled", message: "The command was stopped.", remedy: "", cause: error)
        case is ValidationError, is CleanExit: return nil
        default:
            guard !Self.isParserError(error) else { return nil }
            self.init(code: "failed", message: "\(error)", remedy: "", cause: error)
        }
    }

    /// An error of the client.
    init(_ error: EnclaveClientError) {
        let needsAdministrator = error.code == .refused(.authorizationRequired) && error.remedy.isEmpty
        self.init(
            code: error.code.name, message: error.message,
            remedy: needsAdministrator ? "Sign with --administrator-key FILE." : error.remedy, cause: error)
    }

    /// The report of this failure.
    var report: Report {
        Report(
            json: [
                "error": [
                    "code": .string(code), "message": .string(message), "remedy": .string(remedy),
                ]
            ],
            text: remedy.isEmpty ? "Error: \(message)" : "Error: \(message)\n  \(remedy)", isFailure: true)
    }

    /// The parser's own errors are internal to it: everything it throws exits with its usage status.
    private static func isParserError(_ error: any Error) -> Bool {
        Casemate.exitCode(for: error) == .validationFailure || Casemate.exitCode(for: error).isSuccess
    }
}
