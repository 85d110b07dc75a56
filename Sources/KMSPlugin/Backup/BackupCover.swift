internal import EnclaveProtocol

/// Whether what a key seals could be opened again if this enclave were lost.
struct BackupCover: Sendable, Equatable {
    /// How much of a key is safe.
    enum Extent: Sendable, Equatable {
        /// Every version.
        case whole
        /// The key, but not its newest version: back up again.
        case older
        /// Nothing.
        case none
    }

    /// When the newest backup, and the newest set of recovery shares, were made in Unix seconds.
    let backup: Int64?
    let shares: Int64?
    /// Made to be lost: the quickstart's enclave.
    let isDevelopment: Bool

    /// As the enclave's status says.
    init(_ status: StatusAnswer) {
        backup = status["backupCreated"].flatMap { Int64($0) }
        shares = status["recoveryCreated"].flatMap { Int64($0) }
        isDevelopment = status["development"] == "true"
    }

    /// What is safe of `key`. A backup holds no key that is tied to its enclave.
    func extent(of key: KeyInfo) -> Extent {
        let newest = max(key.replication == .thisEnclave ? .min : backup ?? .min, shares ?? .min)
        let versions = key.versions.map(\.created)
        guard let first = versions.min(), let last = versions.max(), newest >= first else { return .none }
        return newest >= last ? .whole : .older
    }
}
