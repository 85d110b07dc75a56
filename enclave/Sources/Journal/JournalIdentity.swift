package import EnclaveProtocol

/// Whose journal this is: written into every file and bound into every key.
package struct JournalIdentity: Sendable, Hashable {
    /// 128 random bits of the state (new on restore).
    package let instance: Identifier
    /// 128 random bits of this member of the domain.
    package let member: Identifier

    package init(instance: Identifier, member: Identifier) {
        self.instance = instance
        self.member = member
    }
}
