/// What is wrong with a URI as a subject alternative name.
package enum URIFault: Sendable, Equatable {
    /// Not `scheme://host[:port][/path][?query]` in RFC 3986 characters.
    case syntax
    /// The host is neither a fully qualified domain name nor an address.
    case host(DomainNameFault)
}

/// URIs in certificates, RFC 5280 §4.2.1.6: absolute, with an authority whose host is a domain name or an address.
/// User information and fragments name no subject and are refused.
package struct UniformResource {
    package let scheme: ArraySlice<UInt8>
    package let host: ArraySlice<UInt8>

    /// Splits and checks; the host is checked by `hostFault`.
    package init?(_ text: [UInt8]) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0, CharacterSets.isLetter(text[0]),
            text[..<colon].allSatisfy({ CharacterSets.isLetterOrDigit($0) || "+-.".utf8.contains($0) }),
            text[(colon + 1)...].starts(with: "//".utf8)
        else { return nil }
        let afterAuthority = text[(colon + 3)...].firstIndex { "/?#".utf8.contains($0) } ?? text.endIndex
        guard let host = Self.splitPort(text[(colon + 3)..<afterAuthority]),
            Self.isPathAndQuery(text[afterAuthority...])
        else { return nil }
        scheme = text[..<colon]
        self.host = host
    }

    package var hostFault: DomainNameFault? {
        if host.first == UInt8(ascii: "[") {
            guard host.last == UInt8(ascii: "]") else { return .label }
            let address = IPAddress.parse(String(decoding: host.dropFirst().dropLast(), as: UTF8.self))
            return address?.count == 16 ? nil : .label
        }
        guard let fault = DomainName.fault(host) else { return nil }
        if fault == .address, IPAddress.parse(String(decoding: host, as: UTF8.self)) != nil { return nil }
        return fault
    }

    private static func splitPort(_ authority: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !authority.contains(UInt8(ascii: "@")) else { return nil }
        let hostEnd = authority.lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? authority.startIndex
        guard let colon = authority[hostEnd...].firstIndex(of: UInt8(ascii: ":")) else { return authority }
        let digits = authority[(colon + 1)...]
        guard digits.allSatisfy(CharacterSets.isDigit), digits.first != UInt8(ascii: "0"),
            let port = UInt32(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(port)
        else { return nil }
        return authority[..<colon]
    }

    private static func isPathAndQuery(_ text: ArraySlice<UInt8>) -> Bool {
        var isQuery = false
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if character == UInt8(ascii: "%") {
                guard index + 2 < text.endIndex, CharacterSets.isHexadecimal(text[index + 1]),
                    CharacterSets.isHexadecimal(text[index + 2])
                else { return false }
                index += 2
            } else if character == UInt8(ascii: "?"), !isQuery {
                isQuery = true
                guard index + 1 < text.endIndex, CharacterSets.isLetterOrDigit(text[index + 1]) else { return false }
            } else if !CharacterSets.isURIPath(character), !(isQuery && character == UInt8(ascii: "?")) {
                return false
            }
            index += 1
        }
        return true
    }
}
