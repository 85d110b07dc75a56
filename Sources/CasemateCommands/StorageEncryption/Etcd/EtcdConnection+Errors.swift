internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension EtcdConnection {
    /// A connection that was not made, or broke.
    func failure(_ error: any Error) -> CommandError {
        switch error {
        case let error as CommandError: error
        case is CancellationError: CommandError(code: "cancelled", message: "The command was stopped.", remedy: "")
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError: untrusted(error)
        case let error as HTTPClientError where error == .remoteConnectionClosed && address.isSecure: untrusted(error)
        case is NIOConnectionError: unreachable(error)
        case let error as IOError where Self.absent.contains(error.errnoCode): unreachable(error)
        case let error as HTTPClientError where error == .connectTimeout: unreachable(error)
        default:
            CommandError(
                code: "etcd-connection-lost", message: "The connection to \(address.text) broke: \(error).",
                remedy: "Try again; if it stays so, see etcd's log.", cause: error)
        }
    }

    /// An answer that is no page.
    func refused(status: UInt, text: String) -> CommandError {
        let remedy =
            switch (status, text) {
            case (_, let text) where text.contains("HTTPS server"): "Give an address with https://."
            case (404, _): "Start etcd with --enable-grpc-gateway, or give another member's client URL."
            case (401, _), (403, _): "etcd's own users and passwords are not supported; ask a member without them."
            default: "See etcd's log, and whether this is its client URL."
            }
        return CommandError(
            code: "etcd-refused", message: "\(address.text) answers \(status): \(Printable.text(text))", remedy: remedy)
    }

    private static let absent = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH]

    private func unreachable(_ error: any Error) -> CommandError {
        CommandError(
            code: "etcd-unreachable", message: "No etcd answers at \(address.text): \(error).",
            remedy: "Give the URL that kube-apiserver has as --etcd-servers.", cause: error)
    }

    private func untrusted(_ error: any Error) -> CommandError {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return CommandError(
                code: "etcd-untrusted",
                message:
                    "The certificate of \(address.text) is not from \(authority ?? "an authority of this system").",
                remedy: "Give etcd's own authority with --etcd-ca; kubeadm has it in /etc/kubernetes/pki/etcd/ca.crt.",
                cause: error)
        }
        if error is NIOSSLExtraError {
            return CommandError(
                code: "etcd-untrusted", message: "The certificate of \(address.text) is for another host: \(text).",
                remedy: "Give the address by a name that is in its certificate.", cause: error)
        }
        let remedy =
            certificate == nil
            ? "etcd may ask for a client certificate: give --etcd-certificate and --etcd-key."
            : "The client certificate may be from another authority than etcd's --trusted-ca-file."
        return CommandError(
            code: "etcd-untrusted", message: "\(address.text) ended the TLS handshake: \(text).", remedy: remedy,
            cause: error)
    }
}
