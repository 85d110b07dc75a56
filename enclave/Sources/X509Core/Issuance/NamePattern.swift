/// A rule one alternative name may match, written as text so that profiles are readable and storable:
/// `dns:*` any, `dns:.example.com` below it, `dns:host.example.com` exactly; `uri:*`, `uri:spiffe://*` a scheme,
/// `uri:spiffe://td/` a prefix, any other URI exactly; `ip:*`, `ip:10.0.0.0/8`; `email:*`, `email:@example.com`.
public struct NamePattern: Hashable, Sendable {
    private enum Rule: Hashable, Sendable {
        case any
        case exact([UInt8])
        case suffix([UInt8])
        case prefix([UInt8])
        case range(octets: [UInt8], bits: Int)
    }

    /// The text form.
    public let text: String
    package let kind: GeneralName.Kind
    private let rule: Rule

    /// Reads the text form.
    public init(_ text: String) throws(X509Error) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = Self.kinds[parts[0]], let rule = Self.rule(kind, parts[1]) else {
            throw .malformed(
                "Name pattern '\(text)' is none of dns:NAME, dns:.SUFFIX, uri:PREFIX/, ip:ADDRESS/BITS, email:@DOMAIN, KIND:*"
            )
        }
        (self.text, self.kind, self.rule) = (text, kind, rule)
    }

    package func matches(_ name: GeneralName) -> Bool {
        guard name.kind == kind else { return false }
        switch rule {
        case .any: return true
        case .exact(let value): return Self.folded(name.value, kind) == value
        case .suffix(let suffix): return Self.folded(name.value, kind).hasSuffix(suffix)
        case .prefix(let prefix): return name.value.starts(with: prefix) && !Self.hasDotSegment(name.value)
        case .range(let octets, let bits): return Self.agree(octets, name.value, bits)
        }
    }

    private static let kinds: [String: GeneralName.Kind] = ["dns": .dns, "uri": .uri, "ip": .ip, "email": .email]

    private static func rule(_ kind: GeneralName.Kind, _ text: String) -> Rule? {
        if text == "*" { return .any }
        let bytes = folded(Array(text.utf8), kind)
        switch kind {
        case .dns: return text.hasPrefix(".") ? .suffix(bytes) : .exact(bytes)
        case .email: return text.hasPrefix("@") ? .suffix(bytes) : .exact(bytes)
        case .uri where text.hasSuffix("://*"): return .prefix(Array(bytes.dropLast()))
        case .uri: return text.hasSuffix("/") ? .prefix(bytes) : .exact(bytes)
        case .ip: return range(text)
        default: return nil
        }
    }

    private static func range(_ text: String) -> Rule? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let octets = parts.first.flatMap(IPAddress.parse) else { return nil }
        let bits = parts.count == 1 ? octets.count * 8 : Int(parts[1])
        guard parts.count <= 2, let bits, (0...octets.count * 8).contains(bits) else { return nil }
        return .range(octets: octets, bits: bits)
    }

    // Domain names compare without case (RFC 4343); URIs and local parts of mailboxes do not.
    private static func folded(_ bytes: [UInt8], _ kind: GeneralName.Kind) -> [UInt8] {
        guard kind == .dns || kind == .email else { return bytes }
        return bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }

    // "spiffe://td/ns/a/../b" begins with "spiffe://td/ns/a/" and means something else.
    private static func hasDotSegment(_ uri: [UInt8]) -> Bool {
        uri.split(separator: UInt8(ascii: "/")).contains { segment in
            var rest = segment
            var dots = 0
            while let length = encodedDotLength(rest) {
                rest = rest.dropFirst(length)
                dots += 1
            }
            return rest.isEmpty && (1...2).contains(dots)
        }
    }

    /// 1 for a leading ".", 3 for "%2E", else nil.
    private static func encodedDotLength(_ text: ArraySlice<UInt8>) -> Int? {
        if text.first == UInt8(ascii: ".") { return 1 }
        return text.starts(with: "%2e".utf8) || text.starts(with: "%2E".utf8) ? 3 : nil
    }

    private static func agree(_ lhs: [UInt8], _ rhs: [UInt8], _ bits: Int) -> Bool {
        guard lhs.count == rhs.count else { return false }
        return (0..<bits).allSatisfy { (lhs[$0 / 8] ^ rhs[$0 / 8]) & (0x80 >> UInt8($0 % 8)) == 0 }
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count > suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }
}
