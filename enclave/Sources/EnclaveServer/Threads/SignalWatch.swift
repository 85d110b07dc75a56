private import CEnclaveSystem
private import Glibc

/// What a signal asks of the server.
enum SignalRequest {
    case drain
    case reload
}

/// SIGTERM, SIGINT and SIGHUP as something to poll. Blocks them for the threads made afterwards.
struct SignalWatch: ~Copyable {
    private let descriptor: Descriptor

    init() throws(ServerError) {
        guard casemate_block_signals() == 0 else {
            throw .cannotStart("a mask for signals", errorNumber: SystemError.number)
        }
        descriptor = try Descriptor(casemate_signal_descriptor(), for: "a signalfd")
    }

    /// For the poller.
    var number: Int32 { descriptor.number }

    /// The next request, or nil.
    func take() -> SignalRequest? {
        switch casemate_take_signal(descriptor.number) {
        case 0: nil
        case SIGHUP: .reload
        default: .drain
        }
    }
}
