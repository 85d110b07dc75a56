internal import TTLV

/// A version of the protocol.
package struct KMIPVersion: Hashable, Sendable {
    package let major: Int32
    package let minor: Int32

    package init(_ major: Int32, _ minor: Int32) {
        self.major = major
        self.minor = minor
    }

    /// What this client speaks, best first.
    package static let supported = [KMIPVersion(2, 0), KMIPVersion(1, 4), KMIPVersion(1, 3), KMIPVersion(1, 2)]

    /// Attributes are items of their own since 2.0; before, each was a name and a value.
    var hasTaggedAttributes: Bool { major >= 2 }

    /// `1.4` and the like.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { Int32($0) }
        guard parts.count == 2, Self.supported.contains(Self(parts[0], parts[1])) else { return nil }
        self.init(parts[0], parts[1])
    }

    init(_ item: TTLVItem) throws(KMIPError) {
        guard let major = item[.protocolVersionMajor]?.integer, let minor = item[.protocolVersionMinor]?.integer
        else { throw .unexpected("a version without its numbers") }
        self.init(major, minor)
    }

    var item: TTLVItem {
        TTLVItem(
            .protocolVersion,
            .structure([
                TTLVItem(.protocolVersionMajor, .integer(major)), TTLVItem(.protocolVersionMinor, .integer(minor)),
            ]))
    }
}

extension KMIPVersion: CustomStringConvertible {
    package var description: String { "\(major).\(minor)" }
}
