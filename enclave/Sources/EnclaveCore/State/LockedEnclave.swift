internal import EnclaveProtocol
internal import Journal
internal import SealedSession
internal import TEEPlatform

/// A state whose domain key is not at hand: answers hello, status, evidence and recovery shares, nothing else.
final class LockedEnclave: ClosedEnclave {
    let directory: StateDirectory
    let header: StateHeader
    let reason: String
    let sessionKey = SessionPrivateKey()
    private let shares = ShareCollector()

    init(directory: StateDirectory, header: StateHeader, reason: String) {
        self.directory = directory
        self.header = header
        self.reason = reason
    }

    var instanceID: Identifier {
        header.identity.instance
    }

    var memberID: Identifier { Identifier(high: header.identity.member.high, low: header.identity.member.low) }

    func handle(_ call: Call) -> (Reply, opened: Enclave?) {
        do throws(Refusal) {
            switch EnclaveOperation(rawValue: call.header.operation) {
            case .status: return (.answer(status(on: directory).encoded), nil)
            case .recoverySubmit: return try submit(call)
            default:
                guard let reply = try evidenceReply(to: call, on: directory) else { throw locked }
                return (reply, nil)
            }
        } catch {
            return (.refusal(error), nil)
        }
    }

    private func submit(_ call: Call) throws(Refusal) -> (Reply, opened: Enclave?) {
        let (key, progress) = try shares.take(call)
        guard let key else { return (.answer(progress.encoded), nil) }
        let enclave = try directory.open(header, with: key)
        try enclave.keyring.reseal()
        try enclave.recordRecovery(by: call.identity)
        return (.answer(progress.encoded), enclave)
    }

    private var locked: Refusal {
        Refusal(
            .stateLocked, "the state is locked: \(reason)",
            remedy: remedy)
    }

    var remedy: String {
        "Give the sealing key back, or submit recovery shares: `casemate domain recovery submit`."
    }
}
