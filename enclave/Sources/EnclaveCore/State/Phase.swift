internal import EnclaveProtocol
internal import Journal
internal import SealedSession
internal import Synchronization
internal import TEEPlatform

/// A state that is not open: answers hello, status, evidence and what may open it.
protocol ClosedEnclave: Sendable {
    var instanceID: Identifier { get }
    var memberID: Identifier { get }
    /// For this process only: the instance's own is sealed.
    var sessionKey: SessionPrivateKey { get }
    /// Why it is not open.
    var reason: String { get }
    /// What opens it.
    var remedy: String { get }
    /// The reply to a call, and the enclave when the call opened it.
    func handle(_ call: Call) -> (Reply, opened: Enclave?)
}

extension ClosedEnclave {
    /// The facts of `casemate status` that can be told without the domain key.
    func status(on directory: StateDirectory) -> StatusAnswer {
        let platform = directory.platform.identity
        return StatusAnswer(
            facts: [
                StatusFact("protocol", String(Hello.currentVersion)),
                StatusFact("version", ProgramVersion.current),
                StatusFact("state", EnclaveState.locked.name),
                StatusFact("platform", platform.platform),
                StatusFact("measurement", platform.measurement),
                StatusFact("sealing", platform.sealing),
                StatusFact("instanceId", instanceID.description),
                StatusFact("memberId", memberID.description),
                StatusFact("locked", reason),
            ] + directory.configuration.facts())
    }
}

/// Where the life of the state stands.
enum Phase: Sendable {
    case locked(any ClosedEnclave)
    case open(Enclave)
}

/// Between core and journal: whom the journal tells, set by the edge once it runs, and the time its own entries carry.
final class JournalListeners: Sendable {
    /// The newest time the trusted clock gave, in milliseconds: the host's clock would hide a jump from the next start.
    let trustedTime = Atomic<Int64>(0)

    private struct Closures {
        var durable: @Sendable () -> Void = {}
        var failed: @Sendable (JournalError) -> Void = { _ in }
        var keyChanged: @Sendable () throws(JournalError) -> Void = {}
    }

    private let closures = Mutex(Closures())

    func onDurable(_ notify: @escaping @Sendable () -> Void) { closures.withLock { $0.durable = notify } }

    func onFailure(_ notify: @escaping @Sendable (JournalError) -> Void) { closures.withLock { $0.failed = notify } }

    func onKeyChanged(_ act: @escaping @Sendable () throws(JournalError) -> Void) {
        closures.withLock { $0.keyChanged = act }
    }

    /// Has the edge look again at what waits.
    func wake() { closures.withLock { $0.durable }() }

    var events: JournalEvents {
        JournalEvents(
            durable: { [self] _ in closures.withLock { $0.durable }() },
            failed: { [self] error in closures.withLock { $0.failed }(error) },
            keyChanged: { [self] () throws(JournalError) in try closures.withLock { $0.keyChanged }() })
    }
}
