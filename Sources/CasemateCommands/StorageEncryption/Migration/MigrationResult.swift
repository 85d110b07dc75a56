/// What a migration of one resource did, and what was seen of it afterwards.
struct MigrationResult {
    /// What shows how the objects are stored now.
    enum Evidence {
        case etcd(StorageSurvey)
        case metrics(MetricsProof)
    }

    let resource: String
    let tally: MigrationTally
    let evidence: Evidence
    /// The key id that the caller wants everything under.
    var expected: KeyHash?

    /// Why it is not done, each with what to do; empty where it is.
    var complaints: [String] {
        var complaints: [String] = []
        if !tally.failures.isEmpty {
            let skipped = tally.objects - tally.done
            complaints.append(
                "\(resource): \(tally.failures.count) objects could not be rewritten"
                    + (skipped > 0 ? " and \(skipped) were not tried" : "") + "; first: "
                    + tally.failures.prefix(3).map { "\($0.name): \($0.reason)" }.joined(separator: "; "))
        }
        switch evidence {
        case .etcd(let survey): complaints += Self.complaints(survey, expected)
        case .metrics(let proof):
            if proof.encrypted == 0 { complaints.append("\(resource): the API server's metrics show no encryption.") }
        }
        return complaints
    }

    private static func complaints(_ survey: StorageSurvey, _ expected: KeyHash?) -> [String] {
        var complaints: [String] = []
        func complain(_ count: Int, _ text: String) {
            if count > 0 { complaints.append("\(survey.resource): \(count) \(text)") }
        }
        complain(survey.plain, "are plain. Is there a provider for them, and does it come before identity?")
        complain(survey.unreadable, "begin as encrypted values do and are none; kms verify --list names them.")
        let others = survey.others.count - survey.others.count { $0.value == .plain || $0.value.isUnreadable }
        complain(others, "are under another key than the newest one. Run this again.")
        if let expected, case .encrypted(let seal) = survey.newest, KeyHash(ofKeyID: seal.keyID ?? "") != expected {
            complain(survey.items.count, "are not under the key id that was asked for.")
        }
        return complaints
    }
}

extension StoredValue {
    /// Whether it claims to be encrypted and is not whole.
    var isUnreadable: Bool {
        guard case .unreadable = self else { return false }
        return true
    }
}
