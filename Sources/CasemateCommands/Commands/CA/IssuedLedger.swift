/// The certificates of one authority, gathered from audit entries in their order.
struct IssuedLedger {
    /// One certificate.
    struct Item {
        let serial: String
        /// The entry's `certificate` object.
        let fields: JSONValue
        var isRevoked = false

        /// Subject alternative names.
        var names: [String] { fields["names"]?.array?.compactMap(\.string) ?? [] }

        /// As `ca issued` lists it.
        var json: JSONValue {
            [
                "serial": .string(serial),
                "subject": fields["subject"] ?? .null,
                "names": .strings(names),
                "notBefore": fields["notBefore"] ?? .null,
                "notAfter": fields["notAfter"] ?? .null,
                "requester": fields["requester"] ?? .null,
                "fingerprint": fields["fingerprint"] ?? .null,
                "revoked": .bool(isRevoked),
            ]
        }
    }

    private let authority: String
    private let limit: Int
    private(set) var items: [Item] = []
    /// The number of the first certificate entry that is not in `items`; nil when all are.
    private(set) var next: Int64?

    init(authority: String, limit: Int) {
        self.authority = authority
        self.limit = limit
    }

    /// Takes the next entry; the authority's own certificate is not one it issued. Revocations behind the last certificate of the page count too.
    mutating func take(_ entry: JSONValue) {
        guard entry["outcome"]?.string == "ok", let operation = entry["operation"]?.string else { return }
        if operation == "ca-revoke" { return revoke(entry) }
        guard let certificate = entry["certificate"], let serial = certificate["serial"]?.string,
            certificate["issuer"]?.string == authority,
            ["ca-issue", "ca-issue-attested"].contains(operation) || entry["name"]?.string != authority
        else { return }
        guard items.count < limit else {
            next = next ?? entry["number"]?.integer
            return
        }
        items.append(Item(serial: serial, fields: certificate))
    }

    /// A revocation names its authority, and in its detail `serial HEX reason NUMBER`.
    private mutating func revoke(_ entry: JSONValue) {
        guard entry["name"]?.string == authority, let words = entry["detail"]?.string?.split(separator: " "),
            words.count > 1, words[0] == "serial"
        else { return }
        for index in items.indices where items[index].serial == words[1] { items[index].isRevoked = true }
    }
}
