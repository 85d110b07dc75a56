internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import SealedSession
internal import Synchronization
internal import TEEPlatform

/// A state whose domain key is not at hand: answers hello, status and recovery shares, nothing else.
final class LockedEnclave: Sendable {
    let directory: StateDirectory
    let header: StateHeader
    let reason: String
    /// For this process only: the instance's own is in the locked journal.
    let sessionKey = SessionPrivateKey()
    private let shares = Mutex<[RecoveryShare]>([])

    init(directory: StateDirectory, header: StateHeader, reason: String) {
        self.directory = directory
        self.header = header
        self.reason = reason
    }

    var instanceID: Identifier {
        Identifier(high: header.identity.instance.high, low: header.identity.instance.low)
    }

    /// What a locked enclave says to a call; an enclave when the call opened it.
    func handle(_ call: Call) -> (Reply, opened: Enclave?) {
        do throws(Refusal) {
            switch EnclaveOperation(rawValue: call.header.operation) {
            case .status: return (.answer(status().encoded), nil)
            case .recoverySubmit: return try submit(call)
            default: throw locked
            }
        } catch {
            return (.refusal(error), nil)
        }
    }

    private func submit(_ call: Call) throws(Refusal) -> (Reply, opened: Enclave?) {
        guard call.isSealed else {
            throw Refusal(.sealedSessionRequired, "recovery shares travel in a sealed session")
        }
        let request = try Refusal.decoding(RecoverySubmit.self, call.body)
        let share = try Refusal.mapping { () throws(KeyError) in try RecoveryShare(bytes: request.share) }
        let received = shares.withLock { shares -> [RecoveryShare] in
            if shares.first?.setID != share.setID { shares = [] }
            if !shares.contains(where: { $0.index == share.index }) { shares.append(share) }
            return shares
        }
        guard received.count >= share.threshold else {
            return (.answer(progress(received.count, share.threshold, .locked).encoded), nil)
        }
        shares.withLock { $0 = [] }
        let domainKey = DomainKey(
            bytes: try Refusal.mapping { () throws(KeyError) in try SecretSharing.combine(received) })
        let enclave = try directory.open(header, with: domainKey)
        try directory.reseal(header, domainKey)
        try enclave.recordRecovery(by: call.identity)
        return (.answer(progress(received.count, share.threshold, .open).encoded), enclave)
    }

    private func progress(_ received: Int, _ threshold: Int, _ state: EnclaveState) -> RecoveryProgress {
        RecoveryProgress(received: UInt8(clamping: received), threshold: UInt8(clamping: threshold), state: state)
    }

    private func status() -> StatusAnswer {
        let platform = directory.platform.identity
        return StatusAnswer(
            facts: [
                StatusFact("protocol", String(Hello.currentVersion)),
                StatusFact("state", EnclaveState.locked.name),
                StatusFact("platform", platform.platform),
                StatusFact("measurement", platform.measurement),
                StatusFact("sealing", platform.sealing),
                StatusFact("instanceId", instanceID.description),
                StatusFact("locked", reason),
            ] + directory.configuration.facts)
    }

    private var locked: Refusal {
        Refusal(
            .stateLocked, "the state is locked: \(reason)",
            remedy: "Give the sealing key back, or submit recovery shares: `casemate domain recovery submit`.")
    }
}
