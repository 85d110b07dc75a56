/// Whose journal this is: written into every file and bound into every key.
package struct JournalIdentity: Sendable, Hashable {
    /// 128 random bits of the state (new on restore).
    package let instance: Identifier128
    /// 128 random bits of this member of the domain.
    package let member: Identifier128

    package init(instance: Identifier128, member: Identifier128) {
        self.instance = instance
        self.member = member
    }
}
