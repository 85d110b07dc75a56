internal import FoundationEssentials

/// An object of any kind that keeps every field it was decoded with.
public struct Unstructured: LosslessObject, Hashable {
    /// All fields of the object.
    public var fields: [String: JSONValue]

    /// An object of those fields.
    public init(_ fields: [String: JSONValue]) {
        self.fields = fields
    }

    /// Reads it as the API writes it.
    public init(from decoder: any Decoder) throws {
        fields = try [String: JSONValue](from: decoder)
    }

    /// Writes it as the API reads it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FieldName.self)
        for (name, value) in fields {
            try container.encode(value, forKey: FieldName(name))
        }
    }

    /// The group and version; a list's items of built-in kinds carry none.
    public var apiVersion: String? { fields["apiVersion"]?.stringValue }
    /// The kind; a list's items of built-in kinds carry none.
    public var kind: String? { fields["kind"]?.stringValue }

    /// The field of that name.
    public subscript(_ name: String) -> JSONValue? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    /// The value at a path of member names, for example `status`, `certificate`.
    public func value(at path: String...) -> JSONValue? {
        path.reduce(.object(fields) as JSONValue?) { value, name in value?[name] }
    }

    /// The known part of the metadata; setting it keeps the fields that ``ObjectMeta`` does not know.
    public var metadata: ObjectMeta {
        get { ObjectMeta(fields["metadata"] ?? .null) }
        set { fields["metadata"] = newValue.merged(into: fields["metadata"] ?? .object([:])) }
    }
}

/// A coding key of any name.
struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension ObjectMeta {
    init(_ json: JSONValue) {
        self.init(
            name: json["name"]?.stringValue, generateName: json["generateName"]?.stringValue,
            namespace: json["namespace"]?.stringValue, labels: json["labels"]?.stringMembers,
            annotations: json["annotations"]?.stringMembers,
            ownerReferences: json["ownerReferences"]?.arrayValue?.compactMap(OwnerReference.init),
            finalizers: json["finalizers"]?.arrayValue?.compactMap(\.stringValue))
        uid = json["uid"]?.stringValue
        resourceVersion = json["resourceVersion"]?.stringValue
        generation = json["generation"]?.integerValue
        creationTimestamp = json["creationTimestamp"]?.stringValue.flatMap(Timestamp.init)
        deletionTimestamp = json["deletionTimestamp"]?.stringValue.flatMap(Timestamp.init)
    }

    func merged(into json: JSONValue) -> JSONValue {
        var json = json
        json["name"] = name.map(JSONValue.string)
        json["generateName"] = generateName.map(JSONValue.string)
        json["namespace"] = namespace.map(JSONValue.string)
        json["uid"] = uid.map(JSONValue.string)
        json["resourceVersion"] = resourceVersion.map(JSONValue.string)
        json["generation"] = generation.map(JSONValue.integer)
        json["creationTimestamp"] = creationTimestamp.map { .string($0.description) }
        json["deletionTimestamp"] = deletionTimestamp.map { .string($0.description) }
        json["labels"] = labels.map { .object($0.mapValues(JSONValue.string)) }
        json["annotations"] = annotations.map { .object($0.mapValues(JSONValue.string)) }
        json["ownerReferences"] = ownerReferences.map { .array($0.map(\.json)) }
        json["finalizers"] = finalizers.map { .array($0.map(JSONValue.string)) }
        return json
    }
}

extension OwnerReference {
    init?(_ json: JSONValue) {
        guard let apiVersion = json["apiVersion"]?.stringValue, let kind = json["kind"]?.stringValue,
            let name = json["name"]?.stringValue, let uid = json["uid"]?.stringValue
        else { return nil }
        self.init(
            apiVersion: apiVersion, kind: kind, name: name, uid: uid, controller: json["controller"]?.boolValue,
            blockOwnerDeletion: json["blockOwnerDeletion"]?.boolValue)
    }

    var json: JSONValue {
        var json: JSONValue = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
        ]
        json["controller"] = controller.map(JSONValue.bool)
        json["blockOwnerDeletion"] = blockOwnerDeletion.map(JSONValue.bool)
        return json
    }
}
