internal import NIOCore
internal import NIOPosix

/// Why the network failed, in words for people: what the system says, without the names of functions.
package enum NetworkReason {
    /// The reason of any error that connecting, listening, reading or writing gives.
    package static func text(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text($0.error) } ?? "the name has no address"
        case let error as IOError: SystemError(number: error.errnoCode).description
        case is SocketAddressError: "the name has no address"
        case let error as ChannelError:
            if case .connectTimeout = error { "no answer in time" } else { "\(error)" }
        default: "\(error)"
        }
    }
}
