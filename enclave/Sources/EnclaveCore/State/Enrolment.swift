internal import EnclaveProtocol
internal import Journal
internal import KeyOperations

/// What a new state begins with: its secrets, its administrators and, in development, a policy and a template.
struct Enrolment: Sendable {
    let administrators: Administrators
    let isDevelopment: Bool

    /// Refuses a creation nobody could administer. In development, without administrators given, a key is made and
    /// kept beside the state.
    init(_ configuration: EnclaveConfiguration) throws(Refusal) {
        isDevelopment = configuration.isDevelopment
        var keys = configuration.administrators
        if keys.isEmpty, isDevelopment { keys = [try DevelopmentKey(besides: configuration.directory).publicKey()] }
        guard !keys.isEmpty else {
            throw Refusal(
                .authorizationRequired, "a new state needs an administrator",
                remedy: "Give --administrator PUBLIC.pem (`casemate administrator key` makes one), or --development.")
        }
        administrators = try Administrators(keys: keys, threshold: configuration.threshold)
    }

    /// Writes the first record.
    func record(in journal: Journal, at time: Int64) throws(Refusal) {
        let instance = try InstanceRecord.made(isDevelopment: isDevelopment, at: time / 1000)
        var mutations = [
            Mutation(RecordKind.instance.only, instance.encoded),
            Mutation(RecordKind.administrators.only, administrators.encoded),
        ]
        if isDevelopment { mutations += Self.development }
        let detail = isDevelopment ? "development mode" : "\(administrators.keys.count) administrators"
        try Refusal.mapping { () throws(JournalError) in
            _ = try journal.append(AuditEntry(time: time, operation: "create", detail: detail), mutations)
            try journal.flush()
        }
    }

    /// Identity `default` uses everything, creates keys and authorities by itself and brings them in.
    private static var development: [Mutation] {
        let policy = CallerPolicy(identity: "default", tenant: "default", operations: ["*"], keys: ["*"], rate: 0)
        let template = CreationTemplate(
            name: "development", identity: "default", pattern: "*",
            purposes: [.issue, .sign, .tls, .wrap, .receive], algorithms: KeyAlgorithm.allCases, profiles: ["*"],
            maximumLifetime: 100 * 365 * 86_400, imports: true)
        return [
            Mutation(RecordKind.policy.slot(policy.identity), StoredValue(policy).encoded),
            Mutation(RecordKind.template.slot(template.name), TemplateRecord(template).encoded),
        ]
    }
}

extension InstanceRecord {
    /// A new instance's own keys, or a new member's, whose identity key others know already.
    static func made(
        isDevelopment: Bool, at time: Int64, identityKey: LiveKey? = nil, restoredFrom origin: Identifier? = nil
    ) throws(Refusal) -> InstanceRecord {
        try Refusal.mapping { () throws(KeyError) in
            let identityKey = if let identityKey { identityKey } else { try LiveKey.generate(.p256) }
            return InstanceRecord(
                identityKey: identityKey.stored, sessionKey: try LiveKey.generate(.p256).stored,
                importKey: try LiveKey.generate(.p256).stored, isDevelopment: isDevelopment, created: time,
                restoredFrom: origin)
        }
    }
}
