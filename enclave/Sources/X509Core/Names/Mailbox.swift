/// Mailboxes of RFC 5280 §4.2.1.6: `Local-part@Domain` of RFC 2821, the local part a dot-atom.
package enum Mailbox {
    package static func isValid(_ text: [UInt8]) -> Bool {
        guard let at = text.firstIndex(of: UInt8(ascii: "@")), at <= 64, text.count - at - 1 <= 253,
            DomainName.fault(text[(at + 1)...]) == nil
        else { return false }
        return text[..<at].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy(CharacterSets.isMailAtom)
        }
    }
}
