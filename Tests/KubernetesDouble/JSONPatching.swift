internal import Kubernetes

extension JSONValue {
    /// This after a merge patch (RFC 7396, section 2).
    func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let members) = patch else { return patch }
        var result: JSONValue = objectValue == nil ? [:] : self
        for (name, value) in members {
            result[name] = value == .null ? nil : (result[name] ?? .null).merged(with: value)
        }
        return result
    }

    /// This after a JSON patch (RFC 6902, section 4).
    func patched(with operations: [JSONValue]) throws(StatusBody) -> JSONValue {
        var result = self
        for operation in operations {
            let path = Self.tokens(operation["path"]?.stringValue ?? "")
            let value = operation["value"]
            switch operation["op"]?.stringValue {
            case "test":
                guard result.at(path[...]) == value else {
                    throw StatusBody(code: 422, reason: "Invalid", message: "the server rejected our request: test")
                }
            case "add": try result.edit(path[...], .add, value)
            case "replace": try result.edit(path[...], .replace, value)
            case "remove": try result.edit(path[...], .remove, nil)
            default: throw .badRequest("unknown operation")
            }
        }
        return result
    }

    private enum Edit {
        case add, replace, remove
    }

    private static func tokens(_ pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            token.split(separator: "~1", omittingEmptySubsequences: false)
                .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
                .joined(separator: "/")
        }
    }

    private func at(_ path: ArraySlice<String>) -> JSONValue? {
        guard let token = path.first else { return self }
        switch self {
        case .object(let members): return members[token]?.at(path.dropFirst())
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            return elements[index].at(path.dropFirst())
        default: return nil
        }
    }

    private mutating func edit(_ path: ArraySlice<String>, _ edit: Edit, _ value: JSONValue?) throws(StatusBody) {
        guard let token = path.first else {
            self = value ?? .null
            return
        }
        let isLast = path.count == 1
        switch self {
        case .object(var members):
            if isLast {
                guard edit == .add || members[token] != nil else { throw .badRequest("no member \(token)") }
                members[token] = value
            } else {
                guard var member = members[token] else { throw .badRequest("no member \(token)") }
                try member.edit(path.dropFirst(), edit, value)
                members[token] = member
            }
            self = .object(members)
        case .array(var elements):
            try Self.edit(&elements, path, edit, value)
            self = .array(elements)
        default: throw .badRequest("no value at \(token)")
        }
    }

    private static func edit(
        _ elements: inout [JSONValue], _ path: ArraySlice<String>, _ edit: Edit, _ value: JSONValue?
    ) throws(StatusBody) {
        let index = path.first == "-" ? elements.count : path.first.flatMap(Int.init) ?? -1
        let limit = edit == .add && path.count == 1 ? elements.count : elements.count - 1
        guard index >= 0, index <= limit else { throw .badRequest("no element \(index)") }
        guard path.count == 1 else { return try elements[index].edit(path.dropFirst(), edit, value) }
        switch edit {
        case .add: elements.insert(value ?? .null, at: index)
        case .replace: elements[index] = value ?? .null
        case .remove: elements.remove(at: index)
        }
    }
}
