/// Appends DER to one growing array; lengths are patched when an element closes.
package struct DERWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// An element of these content octets.
    package mutating func element(_ tag: UInt8, _ content: [UInt8]) {
        bytes.append(tag)
        append(length: content.count)
        bytes += content
    }

    /// Bytes that are DER already.
    package mutating func raw(_ encoded: [UInt8]) {
        bytes += encoded
    }

    /// A constructed element of what `body` writes.
    package mutating func constructed(_ tag: UInt8 = DERTag.sequence, _ body: (inout DERWriter) -> Void) {
        bytes.append(tag)
        bytes.append(0)
        let start = bytes.count
        body(&self)
        closeElement(contentStart: start)
    }

    /// An INTEGER of unsigned big-endian octets; leading zeros do not matter.
    package mutating func unsignedInteger(_ magnitude: [UInt8], tag: UInt8 = DERTag.integer) {
        let digits = magnitude.drop { $0 == 0 }
        guard let first = digits.first else { return element(tag, [0]) }
        element(tag, first < 0x80 ? Array(digits) : [0] + digits)
    }

    /// An INTEGER from 0 to 2^63 − 1.
    package mutating func integer(_ value: Int) {
        unsignedInteger(bigEndianOctets(of: UInt64(max(0, value))))
    }

    package mutating func boolean(_ value: Bool) {
        element(DERTag.boolean, [value ? 0xff : 0])
    }

    package mutating func objectIdentifier(_ identifier: ObjectIdentifier) {
        element(DERTag.objectIdentifier, identifier.content)
    }

    /// A BIT STRING of whole octets.
    package mutating func bitString(_ octets: [UInt8]) {
        bytes.append(DERTag.bitString)
        append(length: octets.count + 1)
        bytes.append(0)
        bytes += octets
    }

    private mutating func append(length: Int) {
        if length < 0x80 {
            bytes.append(UInt8(length))
        } else {
            let octets = bigEndianOctets(of: UInt64(length)).drop { $0 == 0 }
            bytes.append(0x80 | UInt8(octets.count))
            bytes += octets
        }
    }

    private mutating func closeElement(contentStart: Int) {
        let length = bytes.count - contentStart
        if length < 0x80 {
            bytes[contentStart - 1] = UInt8(length)
        } else {
            let octets = bigEndianOctets(of: UInt64(length)).drop { $0 == 0 }
            bytes[contentStart - 1] = 0x80 | UInt8(octets.count)
            bytes.insert(contentsOf: octets, at: contentStart)
        }
    }

    private func bigEndianOctets(of value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }
}

extension DERWriter {
    /// The bytes that `body` writes.
    package static func encode(capacity: Int = 256, _ body: (inout DERWriter) -> Void) -> [UInt8] {
        var writer = DERWriter(capacity: capacity)
        body(&writer)
        return writer.bytes
    }
}
