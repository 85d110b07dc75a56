internal import ArgumentParser
internal import EnclaveProtocol
internal import KMIP

struct KMIPKeysCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Say which keys have a name, and what each may be used for now.")

    @Argument(help: "The keys' name on the server.") var name: String
    @OptionGroup var server: KMIPOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let name = name
        let keys = try await server.perform { client throws(KMIPError) in try await client.keys(named: name) }
        let now = Timestamp.now
        var table = Table("ID", "STATE", "MADE", "USE")
        for key in keys {
            table.add(
                key.identifier.text, key.state?.name ?? "-", RFC3339.text(key.initialDate ?? 0),
                key.use(at: now).sentence)
        }
        return .list(keys.map { Self.json($0, now) }, next: nil, table: table)
    }

    private static func json(_ key: KMIPKeyAttributes, _ now: Int64) -> JSONValue {
        [
            "id": .string(key.identifier.text),
            "names": .strings(key.names),
            "state": .optional(key.state?.name),
            "initialDate": date(key.initialDate),
            "activationDate": date(key.activationDate),
            "deactivationDate": date(key.deactivationDate),
            "compromiseDate": date(key.compromiseDate),
            "use": .string(key.use(at: now).word),
            "reason": .optional(key.use(at: now).reason),
        ]
    }

    private static func date(_ seconds: Int64?) -> JSONValue { Timestamp.json(seconds ?? 0) }
}

extension KMIPKeyUse {
    /// For scripts.
    var word: String {
        switch self {
        case .encryptAndDecrypt: "encrypt"
        case .decryptOnly: "decrypt"
        case .notYet: "later"
        case .none: "none"
        }
    }

    /// Why it is not more.
    var reason: String? {
        switch self {
        case .encryptAndDecrypt: nil
        case .decryptOnly(let reason): reason
        case .notYet(let reason), .none(let reason, _): reason
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .encryptAndDecrypt: "encrypt and decrypt"
        case .decryptOnly(let reason): "decrypt: \(reason)"
        case .notYet(let reason): "later: \(reason)"
        case .none(let reason, let remedy): "none: \(reason) \(remedy)"
        }
    }
}
