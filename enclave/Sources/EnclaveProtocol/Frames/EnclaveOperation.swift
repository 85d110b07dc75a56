/// Every request the enclave knows; the number is the wire form and is never given to another operation.
public enum EnclaveOperation: UInt16, Sendable, CaseIterable, Hashable {
    // What anyone who can connect may ask.
    case status = 1
    case challenge = 2
    case importKey = 3
    case evidence = 4
    case enclaveAttest = 5

    // Keys.
    case keyGenerate = 16
    case keyList = 17
    case keyShow = 18
    case keySign = 19
    case keySignBatch = 20
    case keyCertificateRequest = 21
    case keyImportSealed = 22
    case keyImportClear = 23
    case keyReceive = 24
    case keyRotate = 25
    case keyRetire = 26
    case keyDestroy = 27
    case encrypt = 28
    case decrypt = 29
    case random = 30
    case keyAttest = 31
    case keyQuote = 32

    // Certificate authorities.
    case caCreate = 48
    case caList = 49
    case caShow = 50
    case caRequest = 51
    case caInstall = 52
    case caIssue = 53
    case caRevoke = 54
    case caRevocationList = 55
    case caRotate = 56
    case caImport = 57
    case caReceive = 58
    case caIssueAttested = 59

    // Audit.
    case auditRead = 64
    case auditNote = 65

    // Authority.
    case policyPut = 80
    case policyList = 81
    case templatePut = 82
    case templateList = 83
    case profilePut = 84
    case profileList = 85
    case administratorsPut = 86
    case administratorsList = 87
    case clockAccept = 88
    case anchorAccept = 89

    // Recovery.
    case recoveryCreate = 96
    case recoverySubmit = 97
    case backupCreate = 98
    case restore = 99
    case compact = 100

    // Domain.
    case domainStatus = 112
    case domainPolicyPut = 113
    case domainOffer = 114
    case domainAdmit = 115
    case domainPromote = 116
    case domainRemove = 117
    case joinBegin = 118
    case joinAppraise = 119
    case joinComplete = 120
    case peerSend = 121
    case peerReceive = 122
    case peerServe = 123
    case domainStand = 124
    case domainRekey = 127
}

extension EnclaveOperation {
    /// The operation's name in policies and the audit, for example `key-sign`.
    public var name: String { Self.names[self] ?? "\(rawValue)" }

    private static let names = Dictionary(
        uniqueKeysWithValues: allCases.map { operation in
            let words = String(describing: operation).map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }
            return (operation, words.joined())
        })

    /// The operation of a name, or nil.
    public init?(name: String) {
        guard let operation = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = operation
    }
}
