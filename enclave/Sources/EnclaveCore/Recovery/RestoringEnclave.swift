internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import SealedSession
internal import Synchronization

/// A start with `--restore`: recovery shares open the backup, its administrators sign, and a new instance is made of it.
///
/// The new instance has a new id, a new domain key and new keys of its own; nothing of the old journal's chain goes on.
final class RestoringEnclave: ClosedEnclave {
    /// The new instance's id, which administrators sign over.
    let identity = JournalIdentity(instance: .random(), member: .random())
    let sessionKey = SessionPrivateKey()
    let directory: StateDirectory
    private let backup: BackupReader
    private let shares = ShareCollector()
    private let opened = Mutex<Opened?>(nil)
    private let challenges = Mutex(Challenges())

    private struct Opened {
        let domainKey: DomainKey
        let administrators: Administrators
    }

    init(directory: StateDirectory, backup: BackupReader) {
        self.directory = directory
        self.backup = backup
    }

    var reason: String { "restoring a backup of instance \(backup.header.instanceID)" }

    var remedy: String { "Submit recovery shares, then `casemate restore --administrator-key FILE`." }

    var instanceID: Identifier { identity.instance }

    var memberID: Identifier { Identifier(high: identity.member.high, low: identity.member.low) }

    func handle(_ call: Call) -> (Reply, opened: Enclave?) {
        do throws(Refusal) {
            switch EnclaveOperation(rawValue: call.header.operation) {
            case .status: return (.answer(status(on: directory).encoded), nil)
            case .challenge:
                return (.answer(Blob(challenges.withLock { $0.make(for: call.identity, at: .now) }).encoded), nil)
            case .recoverySubmit: return (.answer(try submit(call).encoded), nil)
            case .restore: return (.answer(Empty().encoded), try restore(call))
            default:
                if let reply = try evidenceReply(to: call, on: directory) { return (reply, nil) }
                throw Refusal(
                    .stateLocked, "a backup is being restored",
                    remedy: remedy)
            }
        } catch {
            return (.refusal(error), nil)
        }
    }

    /// With enough shares the whole backup is read once, and refused if any of it is altered.
    private func submit(_ call: Call) throws(Refusal) -> RecoveryProgress {
        let (key, progress) = try shares.take(call)
        guard let key else { return progress }
        var administrators: Administrators?
        try backup.forEach(key) { (slot, value) throws(Refusal) in
            guard slot == RecordKind.administrators.only else { return }
            administrators = try Refusal.record(Administrators.self, value)
        }
        guard let administrators else { throw Refusal(.corruptState, "the backup names no administrators") }
        opened.withLock { $0 = Opened(domainKey: key, administrators: administrators) }
        return RecoveryProgress(received: progress.received, threshold: progress.threshold, state: .locked)
    }

    private func restore(_ call: Call) throws(Refusal) -> Enclave {
        guard let opened = opened.withLock({ $0 }) else {
            throw Refusal(.stateLocked, "the backup is not open yet", remedy: "Submit recovery shares first.")
        }
        guard call.header.isAuthorized else { throw .authorizationNeeded(for: .restore) }
        let authorization = try verified(call, opened.administrators)
        return try directory.restore(
            backup, from: opened.domainKey, as: identity,
            signedBy: authorization.administrators.joined(separator: " "))
    }

    private func verified(_ call: Call, _ administrators: Administrators) throws(Refusal) -> VerifiedAuthorization {
        var reader = WireReader(call.body)
        guard call.isSealed, let authorization = try? Authorization(from: &reader) else {
            throw Refusal(.sealedSessionRequired, "administrators' requests travel in a sealed session")
        }
        try challenges.withLock { challenges throws(Refusal) in
            try challenges.consume(authorization.challenge, at: .now)
        }
        return try administrators.verify(authorization, of: .restore, body: reader.rest(), for: instanceID)
    }
}
