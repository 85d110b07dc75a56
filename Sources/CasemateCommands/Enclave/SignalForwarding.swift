internal import Glibc
internal import Synchronization

/// Passes SIGTERM, SIGINT and SIGHUP on to one process.
enum SignalForwarding {
    private static let target = Atomic<pid_t>(0)

    static func begin(to pid: pid_t) {
        target.store(pid, ordering: .sequentiallyConsistent)
        for number in [SIGTERM, SIGINT, SIGHUP] {
            signal(number) { number in
                kill(SignalForwarding.target.load(ordering: .relaxed), number)
            }
        }
    }
}
