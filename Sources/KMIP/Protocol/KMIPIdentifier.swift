internal import TTLV

/// The server's name for an object; never given to another.
package struct KMIPIdentifier: Hashable, Sendable {
    package let text: String

    // The standard sets no limit; this one keeps logs and key names readable.
    private static let longest = 512

    package init?(_ text: String) {
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard (1...Self.longest).contains(text.utf8.count), isPrintable else { return nil }
        self.text = text
    }

    init(_ item: TTLVItem?) throws(KMIPError) {
        guard let text = item?.text, let identifier = Self(text) else {
            throw .unexpected("it has no usable unique identifier")
        }
        self = identifier
    }

    var item: TTLVItem { TTLVItem(.uniqueIdentifier, .textString(text)) }
}

extension KMIPIdentifier: CustomStringConvertible {
    package var description: String { text }
}
