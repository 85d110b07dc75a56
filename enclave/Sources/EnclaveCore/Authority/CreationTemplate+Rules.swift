internal import EnclaveProtocol

extension CreationTemplate {
    /// Refuses a template that means nothing.
    func check() throws(Refusal) {
        guard NameLimits.isValid(name), NameLimits.isValid(identity), NameGlob.isValid(pattern) else {
            throw Refusal(.invalidArgument, "a template has a name, an identity and a name pattern")
        }
        guard !purposes.isEmpty, !algorithms.isEmpty else {
            throw Refusal(.invalidArgument, "a template names at least one purpose and one algorithm")
        }
        guard !purposes.contains(.identity) else {
            throw Refusal(.invalidArgument, "keys of purpose identity are made by the enclave alone")
        }
        guard !purposes.contains(.issue) || maximumLifetime > 0 else {
            throw Refusal(.invalidArgument, "a template for authorities names their longest lifetime")
        }
    }

    /// True when `identity` may create such a key by itself.
    func allows(_ key: KeyTemplate, by identity: String) -> Bool {
        self.identity == identity && NameGlob(pattern).matches(key.name) && purposes.contains(key.purpose)
            && algorithms.contains(key.algorithm) && key.purpose != .issue
    }

    /// True when `identity` may also bring a key in under this name.
    func allowsImport(_ name: String, for purpose: KeyPurpose, by identity: String) -> Bool {
        imports && self.identity == identity && NameGlob(pattern).matches(name) && purposes.contains(purpose)
    }

    /// True when `identity` may create such an authority by itself.
    func allows(_ authority: CACreate, by identity: String) -> Bool {
        self.identity == identity && NameGlob(pattern).matches(authority.name) && purposes.contains(.issue)
            && algorithms.contains(authority.algorithm) && authority.lifetime <= maximumLifetime
            && authority.profiles.allSatisfy { profiles.contains("*") || profiles.contains($0) }
    }
}
