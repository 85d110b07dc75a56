internal import EnclaveProtocol

/// IP addresses as octets and text: RFC 791, RFC 4291 §2.2, written as RFC 5952 wants.
public enum IPAddress {
    /// Four or sixteen octets, or nil if the text is no address. IPv4 octets have no leading zeros.
    public static func parse(_ text: String) -> [UInt8]? {
        text.contains(":") ? parseVersion6(text) : parseVersion4(text[...])
    }

    /// Text of four or sixteen octets; hexadecimal for any other length.
    public static func format(_ octets: [UInt8]) -> String {
        switch octets.count {
        case 4: return octets.map(String.init).joined(separator: ".")
        case 16: return formatVersion6(octets)
        default: return Hex.encode(octets)
        }
    }

    private static func parseVersion4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part -> UInt8? in
            guard part.utf8.allSatisfy(CharacterSets.isDigit), part.count == 1 || part.first != "0" else { return nil }
            return UInt8(part)
        }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    private static func parseVersion6(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        switch halves.count {
        case 1:
            return groups(halves[0]).flatMap { $0.count == 16 ? $0 : nil }
        case 2:
            guard let head = groups(halves[0], mayEndInVersion4: false), let tail = groups(halves[1]),
                head.count + tail.count <= 14
            else { return nil }
            return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
        default:
            return nil
        }
    }

    private static func groups(_ text: Substring, mayEndInVersion4: Bool = true) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var octets: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInVersion4, index == parts.count - 1, part.contains("."), let version4 = parseVersion4(part) {
                octets += version4
            } else if (1...4).contains(part.utf8.count), part.utf8.allSatisfy(CharacterSets.isHexadecimal),
                let group = UInt16(part, radix: 16)
            {
                octets += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
            } else {
                return nil
            }
        }
        return octets
    }

    private static func formatVersion6(_ octets: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
        var longest = 0..<0
        var index = 0
        while index < 8 {
            let run = groups[index...].prefix { $0 == 0 }.indices
            if run.count > max(longest.count, 1) { longest = run }
            index = max(run.upperBound, index + 1)
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
