internal import CEnclaveSystem
private import Glibc
internal import Synchronization

/// An open TPM: a device, or the command channel of swtpm. It is never opened again: a sealed process cannot.
package final class TPMConnection: TPMTransport {
    /// Nil once something failed: nobody knows then which command the next bytes answer.
    private let descriptor: Mutex<Int32?>

    package init(_ address: TPMAddress) throws(TPMError) {
        let number =
            switch address.place {
            case .device(let path): unsafe open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
            case .socket(let path): unsafe casemate_connect_unix(path)
            case .tcp(let bytes, let port): unsafe casemate_connect_loopback(bytes, bytes.count == 16, port)
            }
        guard number >= 0 else { throw .unreachable("\(address): \(TPMExchange.reason)") }
        descriptor = Mutex(number)
    }

    deinit {
        if let number = descriptor.withLock({ $0 }) { close(number) }
    }

    package func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        try descriptor.withLock { descriptor throws(TPMError) in
            guard let number = descriptor else { throw .unreachable("the connection was lost") }
            do throws(TPMError) {
                let exchange = TPMExchange(number)
                try exchange.send(command)
                return try exchange.receive()
            } catch {
                close(number)
                descriptor = nil
                throw error
            }
        }
    }
}
