/// Why a domain name is not in the preferred syntax of RFC 1034 §3.5 with RFC 1123 §2.1, as RFC 5280 §4.2.1.6 asks.
package enum DomainNameFault: Sendable, Equatable {
    case empty
    case tooLong
    case label
    case wildcard
    case singleLabel
    case address
}

package enum DomainName {
    /// The first fault of a name, or nil. A leading `*.` is the fault `wildcard` only if the rest has none.
    package static func fault(_ name: ArraySlice<UInt8>) -> DomainNameFault? {
        guard !name.isEmpty else { return .empty }
        if name.starts(with: wildcardPrefix) { return fault(name.dropFirst(2)) ?? .wildcard }
        guard name.count <= 253 else { return .tooLong }
        var labels = 1
        var labelStart = name.startIndex
        for index in name.indices where name[index] == UInt8(ascii: ".") {
            guard isLabel(name[labelStart..<index]) else { return .label }
            labelStart = index + 1
            labels += 1
        }
        let last = name[labelStart...]
        guard isLabel(last) else { return .label }
        if last.allSatisfy(CharacterSets.isDigit) { return .address }
        guard labels > 1 else { return .singleLabel }
        // No top-level domain is one letter or ends in a digit; accepting one would let "10.0.0.x1" pass as a host.
        guard last.count >= 2, let end = last.last, CharacterSets.isLetter(end) else { return .label }
        return nil
    }

    private static let wildcardPrefix = Array("*.".utf8)

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(label.count), let first = label.first, let last = label.last,
            CharacterSets.isLetterOrDigit(first), CharacterSets.isLetterOrDigit(last)
        else { return false }
        return label.allSatisfy { CharacterSets.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
}
