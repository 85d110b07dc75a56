internal import EnclaveClient
internal import EnclaveProtocol

/// Whether what this enclave holds would survive it, and whom its keys serve.
enum BackupDiagnosis {
    /// Asks for the keys that encrypt; without leave to list keys the first answer stands alone.
    static func ask(
        _ client: EnclaveClient, _ status: StatusAnswer, isAlone: Bool
    ) async throws(EnclaveClientError) -> [Diagnosis] {
        do throws(EnclaveClientError) {
            let keys = try await client.call(KeyList(page: PageQuery(after: "", limit: 1000)))
            return all(status, keys.items, isAlone: isAlone)
        } catch {
            guard case .refused = error.code else { throw error }
            return all(status, [])
        }
    }

    static func all(_ status: StatusAnswer, _ keys: [KeyInfo], isAlone: Bool = true) -> [Diagnosis] {
        guard status["state"] == "open", status["development"] != "true" else { return [] }
        return [backup(status, keys)] + (isAlone ? nodes(keys) : [])
    }

    private static func backup(_ status: StatusAnswer, _ keys: [KeyInfo]) -> Diagnosis {
        let times = ["backupCreated", "recoveryCreated"].map { status[$0].flatMap { Int64($0) } }
        guard let shares = times[1] else {
            return Diagnosis(
                "backup", .warning, "There are no recovery shares: with the machine every key is lost.",
                remedy: "casemate domain recovery create, then casemate backup create.")
        }
        guard let backup = times[0] else {
            return Diagnosis(
                "backup", .warning, "There is no backup: with the state directory every key is lost.",
                remedy: "casemate backup create, and carry the file away.")
        }
        let younger = keys.filter { $0.newest > backup }
        guard younger.isEmpty else {
            let sealing = younger.filter { $0.sealsHere && $0.newest > shares }.map(\.name)
            let consequence =
                sealing.isEmpty ? "" : " casemate kms does not start with \(sealing.joined(separator: ", "))."
            return Diagnosis(
                "backup", .warning,
                "\(younger.count) keys have a version younger than the newest backup, of \(RFC3339.text(backup))."
                    + consequence,
                remedy: "casemate backup create, and carry the file away.")
        }
        return Diagnosis(
            "backup", .ok,
            "The newest backup is of \(RFC3339.text(backup)), the recovery shares of \(RFC3339.text(shares)).")
    }

    /// Who runs more than one control-plane node must know it before the second one joins.
    private static func nodes(_ keys: [KeyInfo]) -> [Diagnosis] {
        let made = keys.filter(\.sealsHere)
        guard !made.isEmpty else { return [] }
        return [
            Diagnosis(
                "wrap-keys", .ok,
                "\(made.count) keys that encrypt were made here: they serve this enclave's node alone.",
                remedy: "A second control-plane node's enclave joins this one's domain (casemate domain join), or "
                    + "takes keys from a source outside (casemate kms --provider).")
        ]
    }
}

extension KeyInfo {
    /// When its newest version was made.
    fileprivate var newest: Int64 { versions.map(\.created).max() ?? .min }

    /// A key that encrypts and that no source outside holds.
    fileprivate var sealsHere: Bool { purpose == .wrap && origin == .generated && state == .active }
}
