/// One element: its tag and where it lies in the reader's array.
package struct DERElement: Sendable {
    package let tag: UInt8
    /// Offset of the identifier octet.
    package let start: Int
    /// Offsets of the content octets.
    package let content: Range<Int>

    /// Offsets of the whole element.
    package var range: Range<Int> { start..<content.upperBound }
}

/// A strict DER reader over one array: definite, minimal lengths of at most four octets, one-octet tags.
/// Elements are offsets, so nothing is copied until a value is asked for; nesting is the caller's, hence bounded.
package struct DERReader: Sendable {
    package let bytes: [UInt8]
    package private(set) var position: Int
    package let end: Int

    /// Reads all of `bytes`.
    package init(_ bytes: [UInt8]) {
        self.init(bytes, 0..<bytes.count)
    }

    /// Reads a part of `bytes`; the range must lie inside, as an element's always does.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    package var isAtEnd: Bool { position >= end }

    /// The next tag, or nil at the end.
    package var nextTag: UInt8? { position < end ? bytes[position] : nil }

    /// The next element, whatever it is.
    package mutating func next() throws(X509Error) -> DERElement {
        let start = position
        guard end - start >= 2 else { throw .malformed("DER ends inside an element") }
        let tag = bytes[start]
        guard tag & 0x1f != 0x1f else { throw .malformed("DER tag number above 30") }
        var cursor = start + 2
        var length = Int(bytes[start + 1])
        if length >= 0x80 {
            let octets = length & 0x7f
            guard (1...4).contains(octets), end - cursor >= octets else {
                throw .malformed("DER length is not definite")
            }
            length = 0
            for index in cursor..<cursor + octets { length = length << 8 | Int(bytes[index]) }
            guard length >= 0x80, octets == 1 || length >> (8 * (octets - 1)) != 0 else {
                throw .malformed("DER length is not minimal")
            }
            cursor += octets
        }
        guard length <= end - cursor else { throw .malformed("DER element is longer than what holds it") }
        position = cursor + length
        return DERElement(tag: tag, start: start, content: cursor..<cursor + length)
    }

    /// The next element, which must have `tag`.
    package mutating func read(_ tag: UInt8) throws(X509Error) -> DERElement {
        guard nextTag == tag else { throw .malformed("DER element of another type than expected") }
        return try next()
    }

    /// The next element if it has `tag`, else nil and nothing consumed.
    package mutating func readOptional(_ tag: UInt8) throws(X509Error) -> DERElement? {
        nextTag == tag ? try next() : nil
    }

    /// A reader of the content of the next element, which must have `tag`.
    package mutating func enter(_ tag: UInt8 = DERTag.sequence) throws(X509Error) -> DERReader {
        DERReader(bytes, try read(tag).content)
    }

    /// Fails unless everything was consumed.
    package func finish() throws(X509Error) {
        guard isAtEnd else { throw .malformed("DER has bytes after its last element") }
    }

    /// A copy of some offsets.
    package func copy(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }
}
