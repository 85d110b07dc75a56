internal import EnclaveCore
internal import Synchronization

/// The thread for the service's own upkeep: once a second its tick, and what signals ask for. It has a secret stack, so
/// unlike the main thread it may touch keys.
final class Housekeeper: Sendable {
    private enum Errand: Sendable {
        case reload
        case shutDown
    }

    private static let interval = 1_000

    private let service: any EnclaveService
    private let reloadHook: @Sendable () -> Void
    private let errands = Mutex<[Errand]>([])
    private let wakeup: Wakeup

    init(service: any EnclaveService, reload: @escaping @Sendable () -> Void) throws(ServerError) {
        self.service = service
        reloadHook = reload
        wakeup = try Wakeup(isBlocking: false)
    }

    /// Runs the reload hook soon.
    func reload() { post(.reload) }

    /// Shuts the service down and ends the thread.
    func shutDown() { post(.shutDown) }

    /// The thread's body: returns when the service is shut down.
    func run() throws(ServerError) {
        var poller = try Poller()
        _ = poller.add(wakeup.number, .readable, token: 0)
        var nextTick = MonotonicClock.milliseconds + Self.interval
        while true {
            if poller.wait(milliseconds: max(0, nextTick - MonotonicClock.milliseconds)) > 0, runErrands() { return }
            guard MonotonicClock.milliseconds >= nextTick else { continue }
            service.tick()
            nextTick = MonotonicClock.milliseconds + Self.interval
        }
    }

    private func post(_ errand: Errand) {
        errands.withLock { $0.append(errand) }
        wakeup.signal()
    }

    private func runErrands() -> Bool {
        wakeup.take()
        let due = errands.withLock { errands in
            defer { errands.removeAll() }
            return errands
        }
        for errand in due {
            switch errand {
            case .reload: reloadHook()
            case .shutDown:
                service.shutdown()
                return true
            }
        }
        return false
    }
}
