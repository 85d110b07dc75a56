internal import EnclaveProtocol

/// How keys are reported.
enum KeyReport {
    static func json(_ key: KeyInfo) -> JSONValue {
        [
            "keyId": .string(key.id.description),
            "tenant": .string(key.tenant),
            "name": .string(key.name),
            "algorithm": .string(key.algorithm.name),
            "purpose": .string(key.purpose.name),
            "origin": .string(key.origin.name),
            "export": .string(key.export.name),
            "state": .string(key.state.name),
            "publicKey": key.publicKey.isEmpty ? .null : .string(Base64.text(key.publicKey)),
            "versions": .array(key.versions.map(version)),
            "replication": .string(key.replication.name),
            "audit": .string(key.audit.name),
            "provenance": .string(key.provenance),
        ]
    }

    static func report(_ key: KeyInfo) -> Report {
        var text = FactList.text([
            ("name", key.name), ("id", key.id.description), ("tenant", key.tenant), ("algorithm", key.algorithm.name),
            ("purpose", key.purpose.name), ("state", key.state.name), ("origin", key.origin.name),
            ("export", key.export.name), ("audit", key.audit.name), ("replication", key.replication.name),
            ("made on", key.provenance),
            ("versions", key.versions.map { "\($0.number) (\(RFC3339.text($0.created)))" }.joined(separator: ", ")),
        ])
        if !key.publicKey.isEmpty { text += "\n" + PEMFile.text(key.publicKey, PEMFile.publicKey) }
        return Report(json: json(key), text: text)
    }

    private static func version(_ version: KeyVersionInfo) -> JSONValue {
        ["number": .integer(Int64(version.number)), "created": .string(RFC3339.text(version.created))]
    }
}
