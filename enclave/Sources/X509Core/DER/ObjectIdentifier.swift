/// An object identifier, kept as its DER content octets.
public struct ObjectIdentifier: Hashable, Sendable {
    /// Content octets, X.690 §8.19.
    package let content: [UInt8]

    private static let longestContent = 64

    /// Checks that the octets are whole and minimal.
    package init(content: [UInt8]) throws(X509Error) {
        guard let last = content.last, last < 0x80, content.count <= Self.longestContent else {
            throw .malformed("DER OBJECT IDENTIFIER is empty or cut short")
        }
        var startsArc = true
        for octet in content {
            if startsArc, octet == 0x80 { throw .malformed("DER OBJECT IDENTIFIER is not minimal") }
            startsArc = octet < 0x80
        }
        self.content = content
    }

    /// A constant of this module, given by its content octets.
    package init(known content: [UInt8]) {
        self.content = content
    }

    /// From dotted decimal, or nil if that is not an identifier that reads back.
    public init?(_ dotted: String) {
        let arcs = dotted.split(separator: ".", omittingEmptySubsequences: false).map(Self.arc)
        guard arcs.count >= 2, arcs.count <= 32, let first = arcs[0], let second = arcs[1],
            first < 3, first == 2 ? second < 1 << 62 : second < 40
        else { return nil }
        var content = Self.base128(first * 40 + second)
        for arc in arcs.dropFirst(2) {
            guard let arc else { return nil }
            content += Self.base128(arc)
        }
        guard content.count <= Self.longestContent else { return nil }
        self.content = content
    }

    /// A number below 2^63; a sign, which the library's reader takes, is none.
    private static func arc(_ text: Substring) -> UInt64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let arc = UInt64(text), arc < 1 << 63 else {
            return nil
        }
        return arc
    }

    private static func base128(_ value: UInt64) -> [UInt8] {
        var octets = [UInt8(value & 0x7f)]
        var rest = value >> 7
        while rest > 0 {
            octets.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
            rest >>= 7
        }
        return octets
    }
}

extension ObjectIdentifier: CustomStringConvertible {
    /// Dotted decimal; an arc above 2^63 reads as `?`.
    public var description: String {
        var arcs: [String] = []
        var value: UInt64 = 0
        var overflows = false
        for octet in content {
            overflows = overflows || value >> 56 != 0
            value = value << 7 | UInt64(octet & 0x7f)
            guard octet < 0x80 else { continue }
            if arcs.isEmpty {
                let root = min(value / 40, 2)
                arcs = ["\(root)", overflows ? "?" : "\(value - root * 40)"]
            } else {
                arcs.append(overflows ? "?" : "\(value)")
            }
            (value, overflows) = (0, false)
        }
        return arcs.joined(separator: ".")
    }
}
