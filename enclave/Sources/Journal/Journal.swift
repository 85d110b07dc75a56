/// The sealed journal and clear audit of one enclave: a log-structured store of slots with a hash chain over entries.
///
/// `append`, `read` and `remove` may be called from any thread and never wait for the disk. Two dedicated threads serve
/// it: one in `run()`, which writes groups, fences and checkpoints, and one of low priority in `maintain()`, which
/// compacts. Nothing here knows what a slot means.
package final class Journal: Sendable {
    package let identity: JournalIdentity
    package let storage: any Storage
    let configuration: JournalConfiguration
    let events: JournalEvents
    let monitor: Monitor<JournalState>
    let cursor = Monitor<AuditCursor?>(nil)

    init(
        _ state: JournalState, _ storage: any Storage, _ events: JournalEvents
    ) {
        identity = state.identity
        configuration = state.configuration
        self.storage = storage
        self.events = events
        monitor = Monitor(state)
    }
}

/// What the journal tells its owner, outside every lock.
package struct JournalEvents: Sendable {
    /// Records up to this number are durable. Called on the thread in `run()`.
    package var durable: @Sendable (UInt64) -> Void
    /// Writing failed: answer what waits with this error and end the process. Called once, on any thread.
    package var failed: @Sendable (JournalError) -> Void
    /// No file is under the previous key any more: the header may let go of it. Called on the thread that compacts.
    package var keyChanged: @Sendable () throws(JournalError) -> Void

    package init(
        durable: @escaping @Sendable (UInt64) -> Void = { _ in },
        failed: @escaping @Sendable (JournalError) -> Void = { _ in },
        keyChanged: @escaping @Sendable () throws(JournalError) -> Void = {}
    ) {
        self.durable = durable
        self.failed = failed
        self.keyChanged = keyChanged
    }
}

extension Journal {
    /// Number of the newest record that a power cut cannot take; 0 when there is none.
    package var durableNumber: UInt64 { monitor.withLock { $0.durable } }

    /// Number of the newest record.
    package var recordNumber: UInt64 { monitor.withLock { $0.nextNumber - 1 } }

    /// Chain hash after the newest record.
    package var chainHash: Hash256 { monitor.withLock { $0.chain } }

    /// Time of the newest record in milliseconds since 1970: what the enclave's clock may not run behind.
    package var newestTime: Int64 { monitor.withLock { $0.newestTime } }

    /// How many slots hold a value (the journal's own included).
    package var liveSlots: Int { monitor.withLock { $0.index.count } }

    /// Starts signing checkpoints; until then there are none.
    package func signCheckpoints(with signer: CheckpointSigner) {
        monitor.withLock { $0.signer = signer }
        monitor.signal(.work)
    }
}
