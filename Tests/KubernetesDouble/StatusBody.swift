internal import Kubernetes

/// A refusal, as a Status object.
struct StatusBody: Error {
    var code: Int
    var reason: String
    var message: String
    var details: JSONValue?

    var json: JSONValue {
        var json: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason), "code": .integer(Int64(code)),
        ]
        json["details"] = details
        return json
    }

    /// This as an event of a watch.
    var watchLine: String {
        JSONValue.object(["type": "ERROR", "object": json]).text
    }

    static func expired(_ version: Int) -> Self {
        Self(code: 410, reason: "Expired", message: "too old resource version: \(version)")
    }

    static func notFound(_ resource: String, _ name: String) -> Self {
        Self(code: 404, reason: "NotFound", message: "\(resource) \"\(name)\" not found")
    }

    static func alreadyExists(_ resource: String, _ name: String) -> Self {
        Self(code: 409, reason: "AlreadyExists", message: "\(resource) \"\(name)\" already exists")
    }

    static func conflict(_ resource: ResourceDescriptor, _ name: String, _ what: String) -> Self {
        Self(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(resource.plural) \"\(name)\": \(what)")
    }

    static func invalid(_ resource: ResourceDescriptor, _ name: String, field: String, _ what: String) -> Self {
        Self(
            code: 422, reason: "Invalid", message: "\(resource.kind) \"\(name)\" is invalid: \(field): \(what)",
            details: [
                "name": .string(name), "group": .string(resource.group), "kind": .string(resource.kind),
                "causes": [["reason": "FieldValueRequired", "field": .string(field), "message": .string(what)]],
            ])
    }

    static func badRequest(_ what: String) -> Self {
        Self(code: 400, reason: "BadRequest", message: what)
    }
}
