/// Why the server could not start; each case says what to do next.
package enum ServerError: Error, Equatable, Sendable {
    /// `--listen` was given something that is no listener address.
    case invalidListener(String, reason: String)
    /// The listener's address could not be bound.
    case cannotListen(String, reason: String)
    /// Another process accepts connections on the address.
    case alreadyListening(String)
    /// A file that is no socket stands where the socket should be.
    case notASocket(path: String)
    /// Others may write to the socket's directory, and so replace the socket.
    case directoryWritableByOthers(path: String)
    /// A thread, descriptor or memory the server needs could not be had.
    case cannotStart(String, errorNumber: Int32)
}

extension ServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidListener(let text, let reason):
            "the listener `\(text)` is not understood: \(reason); write unix:PATH[,identity=NAME][,uid=NUMBER]"
                + "[,session=required|optional] or tcp:127.0.0.1:PORT[,identity=NAME]"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .alreadyListening(let address):
            "another process listens on \(address): stop it, or give this enclave another address"
        case .notASocket(let path):
            "\(path) exists and is not a socket: remove it, or choose another path"
        case .directoryWritableByOthers(let path):
            "other users may write to \(path) and could replace the socket: `chmod go-w \(path)`, or choose a "
                + "directory of the socket's own"
        case .cannotStart(let what, let number):
            "cannot get \(what): \(SystemError.text(number))"
        }
    }
}
