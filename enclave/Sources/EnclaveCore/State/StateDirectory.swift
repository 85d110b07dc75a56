internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import Synchronization
internal import TEEPlatform

/// Opens, creates and unlocks the state of one directory.
struct StateDirectory: Sendable {
    let configuration: EnclaveConfiguration
    let platform: any TEEPlatform
    let storage: PosixStorage
    let listeners: JournalListeners

    init(_ configuration: EnclaveConfiguration, _ platform: any TEEPlatform, _ listeners: JournalListeners)
        throws(Refusal)
    {
        self.configuration = configuration
        self.platform = platform
        self.listeners = listeners
        do {
            storage = try PosixStorage(directory: configuration.directory)
            guard try storage.lock() else {
                throw Refusal(
                    .busy, "another enclave runs on the state directory \(configuration.directory)",
                    remedy: "Stop it first; two enclaves never share a state.")
            }
        } catch let refusal as Refusal { throw refusal } catch {
            throw Refusal(
                .storageFailed,
                "the state directory \(configuration.directory) cannot be opened: \(error)",
                remedy: "Make it, owned by this user, with mode 0700.")
        }
    }

    /// The phase a start finds: open, or locked until recovery shares or a domain's grant come.
    func start() throws(Refusal) -> Phase {
        guard try Refusal.mapping({ () throws(JournalError) in try StateHeader.exists(in: storage) }) else {
            guard !configuration.joins else { return .locked(try JoiningEnclave(directory: self)) }
            guard let path = configuration.restore else { return .open(try create()) }
            return .locked(RestoringEnclave(directory: self, backup: try Self.backup(at: path)))
        }
        guard configuration.restore == nil else {
            throw Refusal(
                .alreadyExists, "there is a state in \(configuration.directory) already",
                remedy: "Start without --restore, or give an empty --state directory.")
        }
        let header = try Refusal.mapping { () throws(JournalError) in try StateHeader.read(in: storage) }
        switch try DomainKey.unwrap(header, on: platform) {
        case .key(let key): return .open(try open(header, with: key))
        case .locked(let reason): return .locked(LockedEnclave(directory: self, header: header, reason: reason))
        }
    }

    private static func backup(at path: String) throws(Refusal) -> BackupReader {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let file: any StorageFile
        do {
            file = try PosixStorage(directory: folder).open(name, .read)
        } catch {
            throw Refusal(.invalidArgument, "the backup \(path) cannot be opened (errno \(error.errno))")
        }
        return try BackupReader(file)
    }

    private func create() throws(Refusal) -> Enclave {
        let enrolment = try Enrolment(configuration)
        let domainKey = DomainKey()
        let identity = JournalIdentity(instance: .random(), member: .random())
        let recipient = try domainKey.recipient(on: platform, instance: identity.instance)
        let header = StateHeader(
            identity: identity, created: configuration.wallClock(), recipients: recipient.map { [$0] } ?? [])
        try Refusal.mapping { () throws(JournalError) in
            try Journal.create(in: storage, header: header, domainKey: domainKey.key)
        }
        let written = try Refusal.mapping { () throws(JournalError) in try StateHeader.read(in: storage) }
        return try open(written, with: domainKey, enrolment)
    }

    /// Replays the journal; a state whose creation was interrupted before its first record is finished.
    func open(
        _ header: StateHeader, with domainKey: DomainKey, _ enrolment: Enrolment? = nil
    ) throws(Refusal) -> Enclave {
        try Refusal.mapping { () throws(JournalError) in try header.authenticate(domainKey: domainKey.key) }
        let previous = try domainKey.previous(in: header)
        let journal = try Refusal.mapping { () throws(JournalError) in
            try openJournal(header, domainKey, previous?.key)
        }
        if journal.recordNumber == 0 {
            let enrolment = if let enrolment { enrolment } else { try Enrolment(configuration) }
            try enrolment.record(in: journal, at: configuration.wallClock())
        }
        return try load(journal, header, domainKey)
    }

    /// The enclave behind a journal that holds an instance.
    func load(_ journal: Journal, _ header: StateHeader, _ domainKey: DomainKey) throws(Refusal) -> Enclave {
        let keyring = DomainKeyring(header, domainKey, in: storage, on: platform)
        try keyring.settle(with: journal)
        listeners.onKeyChanged { () throws(JournalError) in try keyring.forgetPrevious() }
        let enclave = try EnclaveLoader(
            configuration: configuration, journal: journal, platform: platform, listeners: listeners
        ).load(keyring)
        try Refusal.mapping { () throws(JournalError) in try journal.flush() }
        enclave.settleAnchor()
        return enclave
    }

    func openJournal(
        _ header: StateHeader, _ domainKey: DomainKey, _ previous: DomainKey? = nil
    ) throws(JournalError) -> Journal {
        var options = JournalConfiguration()
        options.reserve = configuration.storageReserve
        options.now = { [listeners] in listeners.trustedTime.load(ordering: .relaxed) }
        return try Journal.open(
            in: storage, identity: header.identity, domainKey: domainKey.key, previous: previous?.key,
            configuration: options, events: listeners.events)
    }
}
