internal import EnclaveClient
internal import EnclaveProtocol

/// Why a conversation ended; what was said in it is never part of the reason.
enum RelayError: Error, Equatable, CustomStringConvertible {
    /// The other side announced, or the enclave gave, more than a message may have.
    case messageTooLong(Int)
    /// The other relay closed the connection: its enclave refused, or it is going away.
    case closedByPeer
    /// Nothing whole came in time.
    case silent
    /// The peer is this relay: a name of all members has its own address too.
    case itself
    /// More connections than are taken at once.
    case tooManyConnections

    var description: String {
        switch self {
        case .messageTooLong(let length): "a message of \(length) bytes; at most \(MessageCodec.limit) are taken"
        case .closedByPeer: "the other relay closed the connection; its log says why"
        case .silent: "the other side did not answer in time"
        case .itself: "the address is this relay's own"
        case .tooManyConnections: "too many connections at once"
        }
    }

    /// The code of the enclave's refusal, when that is what it was.
    static func refusal(_ error: any Error) -> String? {
        guard let error = error as? EnclaveClientError, case .refused(let code) = error.code else { return nil }
        return code.name
    }

    /// What a log line says of any error here.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as EnclaveClientError: "\(error)"
        case let error as RelayError: error.description
        default: NetworkReason.text(error)
        }
    }
}
