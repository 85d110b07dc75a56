internal import EnclaveProtocol

/// The plugin's keys as the enclave last showed them: the version that seals, and every version that opens.
struct KeySet: Sendable, Equatable {
    /// The newest version of the key that seals; nil when that key is destroyed.
    private let newest: KeyVersionID?
    /// Why it may not seal; nil when it may.
    private let obstacle: KMSError?
    private let versions: Set<KeyVersionID>

    /// The key that seals and the keys that only open. Throws when one of them can do neither.
    init(current key: KeyInfo, previous: [KeyInfo]) throws(KMSError) {
        for any in [key] + previous { try any.requireWrap() }
        guard previous.allSatisfy({ $0.id != key.id }) else {
            throw KMSError(
                .invalidRequest, "\(key.name) is given as --key and as --previous-key.",
                remedy: "Its older versions open without --previous-key.")
        }
        newest = key.versionIDs.max { $0.version < $1.version }
        obstacle = Self.obstacle(to: key, previous: previous)
        versions = Set(([key] + previous).flatMap(\.versionIDs))
    }

    /// The version that seals from now on; throws why there is none.
    func sealing() throws(KMSError) -> KeyVersionID {
        guard let newest, obstacle == nil else { throw obstacle ?? Self.destroyed("The key") }
        return newest
    }

    /// Whether a message may have been sealed by this version.
    func contains(_ id: KeyVersionID) -> Bool { versions.contains(id) }

    /// Checks what may follow this in the life of one process: the same key, no version gone.
    func requireSuccessor(_ next: KeySet) throws(KMSError) {
        guard let newest, let successor = next.newest else { return }
        guard successor.key == newest.key else {
            throw KMSError(
                .keyUnusable, "The name of the key now names another one, \(successor.key).",
                remedy: "If that is meant, give the old one as --previous-key and restart, or send SIGHUP.")
        }
        guard successor.version >= newest.version, next.contains(newest) else {
            throw KMSError(
                .keyUnusable, "The key went back from version \(newest.version) to \(successor.version).",
                remedy: "The enclave runs on an older state: find out why, then `casemate key rotate` and restart.")
        }
    }

    /// A key that was left and is taken again must have been rotated meanwhile: its newest version must be younger than
    /// those of all others, or the API server would see a key id come back.
    private static func obstacle(to key: KeyInfo, previous: [KeyInfo]) -> KMSError? {
        switch key.state {
        case .destroyed: return destroyed("The key \(key.name)")
        case .retired:
            return KMSError(
                .keyUnusable, "The key \(key.name) is retired: it opens what it sealed and seals nothing new.",
                remedy: "Make another and give this one as --previous-key.")
        case .active: break
        }
        let youngest = key.versionIDs.map(\.created).max() ?? .min
        let younger = previous.first { $0.versionIDs.contains { $0.created >= youngest } }
        guard let other = younger else { return nil }
        return KMSError(
            .keyUnusable, "The newest version of \(key.name) is not younger than that of \(other.name).",
            remedy: "`casemate key rotate \(key.name)` first: a key id must never come back.")
    }

    private static func destroyed(_ name: String) -> KMSError {
        KMSError(
            .keyUnusable, "\(name) is destroyed: what it sealed cannot be opened again.",
            remedy: "Restore the enclave from a backup that has the key.")
    }
}

extension KeyInfo {
    /// Every version that can be used.
    fileprivate var versionIDs: [KeyVersionID] {
        guard state != .destroyed else { return [] }
        return versions.map { KeyVersionID(key: id, version: $0.number, created: $0.created) }
    }

    fileprivate func requireWrap() throws(KMSError) {
        guard purpose == .wrap else {
            throw KMSError(
                .keyUnusable, "The key \(name) has the purpose \(purpose), not wrap.",
                remedy: "Make one with `casemate key generate NAME --purpose wrap`.")
        }
    }
}
