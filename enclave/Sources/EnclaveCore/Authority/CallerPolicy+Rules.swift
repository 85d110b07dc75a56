internal import EnclaveProtocol

/// A name, or a prefix and `*`.
struct NameGlob: Sendable, Hashable {
    private let prefix: String
    private let isExact: Bool

    init(_ text: String) {
        isExact = !text.hasSuffix("*")
        prefix = isExact ? text : String(text.dropLast())
    }

    /// True when `name` is one the pattern means.
    func matches(_ name: String) -> Bool {
        isExact ? name == prefix : name.utf8.starts(with: prefix.utf8)
    }

    /// True when every name that `other` means is one this pattern means.
    func covers(_ other: NameGlob) -> Bool {
        guard !isExact else { return other.isExact && other.prefix == prefix }
        return other.prefix.utf8.starts(with: prefix.utf8)
    }

    /// True for a valid name, or a valid or empty prefix before one `*` at the end.
    static func isValid(_ text: String) -> Bool {
        guard text.hasSuffix("*") else { return NameLimits.isValid(text) }
        let prefix = text.dropLast()
        return prefix.isEmpty || NameLimits.isValid(String(prefix))
    }
}

/// A policy ready for the hot path.
final class CompiledPolicy: Sendable {
    let policy: CallerPolicy
    private let operations: Set<EnclaveOperation>?
    private let patterns: [NameGlob]
    private let isAnyKey: Bool

    init(_ policy: CallerPolicy) {
        self.policy = policy
        operations =
            policy.operations.contains("*") ? nil : Set(policy.operations.compactMap { EnclaveOperation(name: $0) })
        patterns = policy.keys.map { NameGlob($0) }
        isAnyKey = policy.keys.contains("*")
    }

    /// True when the operation is among those the policy names.
    func allows(_ operation: EnclaveOperation) -> Bool { operations?.contains(operation) ?? true }

    /// True when the key or authority is among those the policy names.
    func allows(name: String) -> Bool { isAnyKey || patterns.contains { $0.matches(name) } }
}

extension CallerPolicy {
    /// Refuses a policy that means nothing or names what does not exist.
    func check() throws(Refusal) {
        guard NameLimits.isValid(identity), NameLimits.isValid(tenant) else {
            throw Refusal(.invalidArgument, "a policy names one identity and one tenant")
        }
        for operation in operations where operation != "*" && EnclaveOperation(name: operation) == nil {
            throw Refusal(
                .invalidArgument, "there is no operation \"\(operation)\"",
                remedy: "`casemate policy set --help` lists the operations.")
        }
        for pattern in keys where !NameGlob.isValid(pattern) {
            throw Refusal(.invalidArgument, "\"\(pattern)\" is neither a name nor a prefix and *")
        }
    }

    /// True when this policy allows nothing that `other` does not.
    func isNarrowing(of other: CallerPolicy) -> Bool {
        guard identity == other.identity, tenant == other.tenant else { return false }
        let isRateNarrower = other.rate == 0 || (rate != 0 && rate <= other.rate)
        let areOperationsNarrower =
            other.operations.contains("*") || Set(operations).isSubset(of: Set(other.operations))
        let outer = other.keys.map { NameGlob($0) }
        let areKeysNarrower = keys.allSatisfy { key in outer.contains { $0.covers(NameGlob(key)) } }
        return isRateNarrower && areOperationsNarrower && areKeysNarrower
    }
}
