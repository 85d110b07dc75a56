extension StorageSurvey {
    /// For scripts.
    ///
    /// - Parameters:
    ///   - current: the hash of the key id that each KMS v2 provider names now.
    ///   - listsItems: whether each object is named.
    func json(current: [String: String], listsItems: Bool) -> JSONValue {
        let summary: JSONValue = [
            "resource": .string(resource), "objects": .integer(Int64(items.count)),
            "encrypted": .integer(Int64(encrypted)), "plain": .integer(Int64(plain)),
            "unreadable": .integer(Int64(unreadable)),
            "groups": .array(
                groups.map { group in
                    group.value.json.adding([
                        "current": group.value.isCurrent(current).map(JSONValue.bool) ?? .null,
                        "objects": .integer(Int64(group.count)),
                    ])
                }),
        ]
        guard listsItems else { return summary }
        let items = items.map { item in (["object": .string(item.name)] as JSONValue).adding(item.value.json) }
        return summary.adding(["items": .array(items)])
    }

    /// A line for each way of storing.
    func rows(into table: inout Table, current: [String: String]) {
        if groups.isEmpty { table.add(resource, "0", "-", "") }
        for group in groups {
            let note = group.value.isCurrent(current).map { $0 ? "current" : "older" } ?? ""
            table.add(resource, String(group.count), group.value.text, note)
        }
    }
}

extension StoredValue {
    /// For scripts.
    var json: JSONValue {
        switch self {
        case .plain: ["provider": "identity", "name": nil, "keyId": nil, "reason": nil]
        case .encrypted(let seal):
            [
                "provider": .string(seal.provider.rawValue), "name": .string(seal.name),
                "keyId": .optional(seal.keyID), "reason": nil,
            ]
        case .unreadable(let reason): ["provider": nil, "name": nil, "keyId": nil, "reason": .string(reason)]
        }
    }

    /// Whether it is under the key id that its provider names now; nil where nobody says.
    func isCurrent(_ current: [String: String]) -> Bool? {
        guard case .encrypted(let seal) = self, let id = seal.keyID, let hash = current[seal.name] else { return nil }
        return KeyHash(ofKeyID: id).text == hash
    }
}
