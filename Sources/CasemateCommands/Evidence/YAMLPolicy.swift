internal import Attestation
internal import Yams

/// YAML as a policy's document: the lines are kept, and what a scalar without quotes is, its field decides.
enum YAMLPolicy {
    /// Values and names together; aliases can multiply them.
    private static let maximumNodes = 1 << 16

    static func read(_ bytes: [UInt8], source: String) throws(PolicyError) -> PolicyValue {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PolicyError(source: source, line: 0, "the policy is not UTF-8")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw fault(error, source)
        }
        guard let root else { throw PolicyError(source: source, line: 0, "the policy is empty") }
        var budget = maximumNodes
        return try value(root, source, &budget)
    }

    private static func value(
        _ node: Node, _ source: String, _ budget: inout Int
    ) throws(PolicyError) -> PolicyValue {
        let line = node.mark?.line ?? 0
        budget -= 1
        guard budget > 0 else { throw PolicyError(source: source, line: line, "the policy has too many values") }
        switch node {
        case .scalar(let scalar): return PolicyValue(content(of: scalar), line: line)
        case .sequence(let sequence):
            var values: [PolicyValue] = []
            for element in sequence { values.append(try value(element, source, &budget)) }
            return PolicyValue(.list(values), line: line)
        case .mapping(let mapping):
            var members: [PolicyMember] = []
            for (key, element) in mapping {
                guard case .scalar(let name) = key else {
                    throw PolicyError(source: source, line: key.mark?.line ?? line, "a field's name must be text")
                }
                members.append(
                    PolicyMember(
                        name.string, line: key.mark?.line ?? line, value: try value(element, source, &budget)))
            }
            return PolicyValue(.mapping(members), line: line)
        case .alias:
            throw PolicyError(source: source, line: line, "write the value here; a policy has no aliases")
        }
    }

    private static func content(of scalar: Node.Scalar) -> PolicyValue.Content {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        return ["", "~", "null"].contains(scalar.string) ? .null : .plain(scalar.string)
    }

    private static func fault(_ error: any Error, _ source: String) -> PolicyError {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            PolicyError(source: source, line: mark.line, problem)
        case YamlError.duplicatedKeysInMapping(let names, let context):
            PolicyError(
                source: source, line: context.mark.line,
                "a field stands here twice: \(names.joined(separator: ", "))")
        default: PolicyError(source: source, line: 0, "the policy is not YAML: \(error)")
        }
    }
}
