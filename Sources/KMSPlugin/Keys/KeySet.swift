internal import EnclaveProtocol

/// The plugin's keys as the enclave last showed them: the version that seals, and every version that opens.
struct KeySet: Sendable, Equatable {
    /// The newest version of the key that seals; nil when that key is destroyed.
    private let newest: KeyVersionID?
    /// Why it may not seal; nil when it may.
    private let obstacle: KMSError?
    private let versions: [String: KeyVersionID]
    private let forbidden: [KEKOrigin: String]

    /// A key as the enclave shows it, and what its source calls it.
    struct Member: Sendable {
        let info: KeyInfo
        var origin: KEKOrigin?
    }

    /// Keys made inside: the one that seals and those that only open.
    init(current key: KeyInfo, previous: [KeyInfo]) throws(KMSError) {
        try self.init(current: Member(info: key), previous: previous.map { Member(info: $0) })
    }

    /// The key that seals, if there is one, and the keys that only open. Throws when one of them can do neither.
    init(current key: Member?, previous: [Member], forbidden: [KEKOrigin: String] = [:]) throws(KMSError) {
        let members = (key.map { [$0] } ?? []) + previous
        for any in members { try any.info.requireWrap() }
        if let key, previous.contains(where: { $0.info.id == key.info.id }) {
            throw KMSError(
                .invalidRequest, "\(key.info.name) is given as --key and as --previous-key.",
                remedy: "Its older versions open without --previous-key.")
        }
        newest = key?.versionIDs.max { $0.version < $1.version }
        obstacle = key.map { Self.obstacle(to: $0, previous: previous.map(\.info)) } ?? Self.noKeySeals(forbidden)
        self.forbidden = forbidden
        let all = members.flatMap(\.versionIDs)
        versions = Dictionary(all.map { ($0.description, $0) }) { first, _ in first }
    }

    /// The version that seals from now on; throws why there is none.
    func sealing() throws(KMSError) -> KeyVersionID {
        guard let newest, obstacle == nil else { throw obstacle ?? Self.destroyed("The key") }
        return newest
    }

    /// The version that a key id names, if a message may have been sealed by it. Throws when it may not be used.
    func version(named text: String) throws(KMSError) -> KeyVersionID? {
        if !forbidden.isEmpty, let origin = KEKOrigin(text), let reason = forbidden[origin] {
            throw .forbidden(origin, because: reason)
        }
        return versions[text]
    }

    /// Checks what may follow this in the life of one process: the same key, no version gone.
    func requireSuccessor(_ next: KeySet) throws(KMSError) {
        guard let newest, let successor = next.newest else { return }
        guard successor.key == newest.key else {
            throw KMSError(
                .keyUnusable, "The name of the key now names another one, \(successor.key).",
                remedy: "If that is meant, give the old one as --previous-key and restart, or send SIGHUP.")
        }
        guard successor.version >= newest.version, next.versions[newest.description] == newest else {
            throw KMSError(
                .keyUnusable, "The key went back from version \(newest.version) to \(successor.version).",
                remedy: "The enclave runs on an older state: find out why, then `casemate key rotate` and restart.")
        }
    }

    /// A key that was left and is taken again must have been rotated meanwhile: its newest version must be younger than
    /// those of all others, or the API server would see a key id come back.
    private static func obstacle(to member: Member, previous: [KeyInfo]) -> KMSError? {
        let key = member.info
        if member.origin != nil, key.versions.count > 1 {
            return KMSError(
                .keyUnusable, "\(key.name) was rotated in this enclave: no other enclave could open what it seals.",
                remedy: "Make a new key where the keys come from.")
        }
        switch key.state {
        case .destroyed: return destroyed("The key \(key.name)")
        case .retired:
            return KMSError(
                .keyUnusable, "The key \(key.name) is retired: it opens what it sealed and seals nothing new.",
                remedy: "Make another and give this one as --previous-key.")
        case .active: break
        }
        let youngest = key.newestVersion ?? .min
        let younger = previous.first { $0.newestVersion.map { $0 >= youngest } ?? false }
        guard let other = younger else { return nil }
        return KMSError(
            .keyUnusable, "The newest version of \(key.name) is not younger than that of \(other.name).",
            remedy: "`casemate key rotate \(key.name)` first: a key id must never come back.")
    }

    /// No key may seal: the newest forbidden one says why.
    private static func noKeySeals(_ forbidden: [KEKOrigin: String]) -> KMSError {
        guard let newest = forbidden.max(by: { $0.key.created < $1.key.created }) else {
            return KMSError(
                .keyUnusable, "The source of the keys has none that may seal.", remedy: "Make one there.")
        }
        return .forbidden(newest.key, because: newest.value)
    }

    private static func destroyed(_ name: String) -> KMSError {
        KMSError(
            .keyUnusable, "\(name) is destroyed: what it sealed cannot be opened again.",
            remedy: "Restore the enclave from a backup that has the key.")
    }
}

extension KeySet.Member {
    /// Every version that can be used.
    fileprivate var versionIDs: [KeyVersionID] {
        guard info.state != .destroyed else { return [] }
        return info.versions.map {
            KeyVersionID(key: info.id, version: $0.number, created: $0.created, origin: $0.number == 1 ? origin : nil)
        }
    }
}

extension KeyInfo {
    /// When the newest version that can be used was made.
    fileprivate var newestVersion: Int64? { state == .destroyed ? nil : versions.map(\.created).max() }

    fileprivate func requireWrap() throws(KMSError) {
        guard purpose == .wrap else {
            throw KMSError(
                .keyUnusable, "The key \(name) has the purpose \(purpose), not wrap.",
                remedy: "Make one with `casemate key generate NAME --purpose wrap`.")
        }
    }
}
