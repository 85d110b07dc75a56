extension DERReader {
    /// Content octets of an INTEGER, minimal two's complement.
    package mutating func readInteger(_ tag: UInt8 = DERTag.integer) throws(X509Error) -> [UInt8] {
        let content = copy(try read(tag).content)
        guard let first = content.first else { throw .malformed("DER INTEGER is empty") }
        if content.count > 1, (first == 0 && content[1] < 0x80) || (first == 0xff && content[1] >= 0x80) {
            throw .malformed("DER INTEGER is not minimal")
        }
        return content
    }

    /// A small INTEGER, 0 to 2^31 − 1.
    package mutating func readSmallInteger(_ tag: UInt8 = DERTag.integer) throws(X509Error) -> Int {
        let content = try readInteger(tag)
        guard content.count <= 4, content[0] < 0x80 else { throw .malformed("DER INTEGER is out of range") }
        return content.reduce(0) { $0 << 8 | Int($1) }
    }

    package mutating func readBoolean() throws(X509Error) -> Bool {
        let content = try read(DERTag.boolean).content
        guard content.count == 1, bytes[content.lowerBound] == 0 || bytes[content.lowerBound] == 0xff else {
            throw .malformed("DER BOOLEAN is not 00 or FF")
        }
        return bytes[content.lowerBound] == 0xff
    }

    package mutating func readObjectIdentifier() throws(X509Error) -> ObjectIdentifier {
        try ObjectIdentifier(content: copy(try read(DERTag.objectIdentifier).content))
    }

    package mutating func readOctetString() throws(X509Error) -> [UInt8] {
        copy(try read(DERTag.octetString).content)
    }

    /// Offsets of the octets of a BIT STRING that has no unused bits.
    package mutating func readOctetAlignedBitString() throws(X509Error) -> Range<Int> {
        let content = try read(DERTag.bitString).content
        guard content.count >= 1, bytes[content.lowerBound] == 0 else {
            throw .malformed("DER BIT STRING is not a whole number of octets")
        }
        return content.lowerBound + 1..<content.upperBound
    }
}
