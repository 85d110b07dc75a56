internal import EnclaveProtocol
internal import KeyOperations
internal import Synchronization

/// Collects recovery shares until there are enough; a share of another set starts over.
final class ShareCollector: Sendable {
    private let shares = Mutex<[RecoveryShare]>([])

    /// Takes the share of a call; the domain key once the threshold is reached, and how far it is.
    func take(_ call: Call) throws(Refusal) -> (key: DomainKey?, progress: RecoveryProgress) {
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
        func progress(_ state: EnclaveState) -> RecoveryProgress {
            RecoveryProgress(
                received: UInt8(clamping: received.count), threshold: UInt8(clamping: share.threshold), state: state)
        }
        guard received.count >= share.threshold else { return (nil, progress(.locked)) }
        shares.withLock { $0 = [] }
        let bytes = try Refusal.mapping { () throws(KeyError) in try SecretSharing.combine(received) }
        return (DomainKey(bytes: bytes), progress(.open))
    }
}
