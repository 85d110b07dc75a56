package import EnclaveProtocol
private import Glibc
internal import Journal
package import SealedSession
internal import Synchronization
package import TEEPlatform

/// The core as one service through its whole life: locked until the domain key is at hand, then open.
package final class EnclaveHost: EnclaveService {
    private let phase: Mutex<Phase>
    /// Set once the state is open, which it stays: the hot path takes no lock for it.
    private let opened = AtomicLazyReference<Enclave>()
    private let listeners: JournalListeners
    private let isStopping = Mutex(false)

    /// Opens the state directory, or creates it when it is empty.
    package init(_ configuration: EnclaveConfiguration, on platform: any TEEPlatform) throws(Refusal) {
        listeners = JournalListeners()
        phase = Mutex(try StateDirectory(configuration, platform, listeners).start())
    }

    /// Where the state stands; when it is locked, why, and what opens it.
    package var summary: (state: EnclaveState, reason: String?, remedy: String) {
        switch current {
        case .locked(let locked): (.locked, locked.reason, locked.remedy)
        case .open(let enclave): (enclave.life, enclave.anchor.refusal?.message, enclave.anchor.refusal?.remedy ?? "")
        }
    }

    package func hello(identity: String, requiresSession: Bool, version: UInt16) -> HelloAnswer {
        let (instanceID, state): (Identifier, EnclaveState) =
            switch current {
            case .locked(let locked): (locked.instanceID, .locked)
            case .open(let enclave): (enclave.instanceID, enclave.life)
            }
        return HelloAnswer(
            version: version, instanceID: instanceID, state: state, sessionKey: sessionKey.publicKey,
            identity: identity, requiresSession: requiresSession)
    }

    package var sessionKey: SessionPrivateKey {
        switch current {
        case .locked(let locked): locked.sessionKey
        case .open(let enclave): enclave.sessionKey
        }
    }

    package func handle(_ call: Call) -> Outcome {
        switch current {
        case .open(let enclave): return enclave.handle(call)
        case .locked(let locked):
            let (reply, enclave) = locked.handle(call)
            if let enclave { phase.withLock { $0 = .open(enclave) } }
            return .done(reply, after: 0)
        }
    }

    package var durableNumber: UInt64 { journal?.durableNumber ?? 0 }

    package func commit() { journal?.commit() }

    package func onDurable(_ notify: @escaping @Sendable () -> Void) { listeners.onDurable(notify) }

    package func onFailure(_ notify: @escaping @Sendable (Refusal) -> Void) {
        listeners.onFailure { notify(Refusal($0)) }
    }

    package func runJournal() { whenOpen { $0.run() } }

    package func runMaintenance() { whenOpen { $0.maintain() } }

    package func tick() {
        guard case .open(let enclave) = current else { return }
        enclave.tick()
    }

    package func shutdown() {
        isStopping.withLock { $0 = true }
        guard case .open(let enclave) = current else { return }
        enclave.tick()
        enclave.stopAnchor()
        enclave.journal.shutdown()
    }

    var current: Phase {
        if let enclave = opened.load() { return .open(enclave) }
        let current = phase.withLock { $0 }
        if case .open(let enclave) = current { _ = opened.storeIfNil(enclave) }
        return current
    }

    private var journal: Journal? {
        guard case .open(let enclave) = current else { return nil }
        return enclave.journal
    }

    /// A locked state has no journal yet: its threads look again twenty times a second.
    private func whenOpen(_ body: (Journal) -> Void) {
        while !isStopping.withLock({ $0 }) {
            if let journal { return body(journal) }
            usleep(50_000)
        }
    }
}
