internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import SealedSession
internal import Synchronization
internal import TEEPlatform

/// An open enclave: keys, authorities, policy and audit over one journal.
///
/// Synchronous and callable from any thread. What changes is under `state`; the order of locks is state, then journal
/// or `opened`.
/// Cryptography runs outside the lock.
final class Enclave: Sendable {
    let configuration: EnclaveConfiguration
    let journal: Journal
    let instanceID: Identifier
    let memberID: Identifier
    let instance: InstanceRecord
    let platform: any TEEPlatform
    let keyring: DomainKeyring
    let sessionKey: SessionPrivateKey
    let importKey: LiveKey
    let listeners: JournalListeners
    let uses = UseLedger()
    let opened = Mutex(OpenedMessages())
    /// Random for this start: other members tell one start from another by it.
    let incarnation = Identifier.random()
    let peers = Mutex(PeerSessions())
    let anchor = Anchor()
    /// Some shared change waits for another member's confirmation.
    let awaitsConfirmation = Atomic(false)
    let state: Mutex<CoreState>

    init(
        configuration: EnclaveConfiguration, journal: Journal, instance: InstanceRecord, platform: any TEEPlatform,
        keyring: DomainKeyring, sessionKey: SessionPrivateKey, importKey: LiveKey, listeners: JournalListeners,
        state: consuming sending CoreState
    ) {
        self.configuration = configuration
        self.journal = journal
        instanceID = journal.identity.instance
        memberID = journal.identity.member
        self.instance = instance
        self.platform = platform
        self.keyring = keyring
        self.sessionKey = sessionKey
        self.importKey = importKey
        self.listeners = listeners
        self.state = Mutex(state)
    }

    /// A reading of the host's clocks.
    var reading: TrustedClock.Reading {
        .init(wall: configuration.wallClock(), monotonic: configuration.monotonicClock())
    }

    /// The trusted time in Unix seconds.
    func seconds(_ state: inout CoreState) -> Int64 { now(&state) / 1000 }

    /// The trusted time in milliseconds.
    func now(_ state: inout CoreState) -> Int64 {
        let time = state.clock.now(reading)
        listeners.trustedTime.store(time, ordering: .relaxed)
        return time
    }

    /// Where keys made here come from.
    var provenance: String { "\(platform.identity.platform) \(platform.identity.measurement)" }
}
