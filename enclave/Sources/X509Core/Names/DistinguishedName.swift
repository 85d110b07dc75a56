/// A Name of RFC 5280 §4.1.2.4. Its DER is kept as received; two names are the same when their bytes are.
public struct DistinguishedName: Hashable, Sendable {
    /// One attribute of a relative distinguished name.
    public struct Attribute: Hashable, Sendable {
        /// Attribute type.
        public let type: ObjectIdentifier
        /// ASN.1 tag of the value.
        package let tag: UInt8
        /// Content octets of the value.
        package let value: [UInt8]

        package init(type: ObjectIdentifier, tag: UInt8, value: [UInt8]) {
            self.type = type
            self.tag = tag
            self.value = value
        }
    }

    /// DER of the whole Name.
    public let der: [UInt8]
    /// Relative distinguished names in encoded order, each with its attributes.
    public let relativeNames: [[Attribute]]
    /// Whether each SET is in DER order.
    package let isSetOrdered: Bool

    /// All attributes in encoded order.
    package var attributes: [Attribute] { relativeNames.flatMap { $0 } }
    /// Whether there is no relative distinguished name.
    public var isEmpty: Bool { relativeNames.isEmpty }

    /// The empty name.
    public static let empty = DistinguishedName(relativeNames: [])

    /// Most relative names, and attributes in one of them, that are read.
    package static let maximumParts = 64

    /// Reads DER.
    public init(der: [UInt8]) throws(X509Error) {
        var reader = DERReader(der)
        try self.init(from: &reader)
        try reader.finish()
    }

    package init(from outer: inout DERReader) throws(X509Error) {
        let element = try outer.read(DERTag.sequence)
        var reader = DERReader(outer.bytes, element.content)
        var names: [[Attribute]] = []
        var isOrdered = true
        while !reader.isAtEnd {
            guard names.count < Self.maximumParts else {
                throw .tooLarge("The number of parts of a name", limit: Self.maximumParts)
            }
            names.append(try Self.readRelativeName(from: &reader, isOrdered: &isOrdered))
        }
        der = outer.copy(element.range)
        relativeNames = names
        isSetOrdered = isOrdered
    }

    /// Writes these attributes as they are, each SET in DER order.
    package init(relativeNames: [[Attribute]]) {
        let parts = relativeNames.map { name in
            name.map { (attribute: $0, encoded: Self.encode($0)) }
                .sorted { $0.encoded.lexicographicallyPrecedes($1.encoded) }
        }
        self.relativeNames = parts.map { $0.map(\.attribute) }
        isSetOrdered = true
        der = DERWriter.encode { writer in
            writer.constructed { writer in
                for part in parts {
                    writer.constructed(DERTag.set) { writer in part.forEach { writer.raw($0.encoded) } }
                }
            }
        }
    }

    private static func readRelativeName(
        from reader: inout DERReader, isOrdered: inout Bool
    ) throws(X509Error) -> [Attribute] {
        var set = try reader.enter(DERTag.set)
        var attributes: [Attribute] = []
        var previous: Range<Int>?
        while !set.isAtEnd {
            guard attributes.count < maximumParts else {
                throw .tooLarge("The number of attributes of a name", limit: maximumParts)
            }
            let element = try set.read(DERTag.sequence)
            var pair = DERReader(set.bytes, element.content)
            let type = try pair.readObjectIdentifier()
            let value = try pair.next()
            try pair.finish()
            attributes.append(Attribute(type: type, tag: value.tag, value: pair.copy(value.content)))
            if let previous, set.bytes[element.range].lexicographicallyPrecedes(set.bytes[previous]) {
                isOrdered = false
            }
            previous = element.range
        }
        return attributes
    }

    private static func encode(_ attribute: Attribute) -> [UInt8] {
        DERWriter.encode(capacity: 64) { writer in
            writer.constructed { writer in
                writer.objectIdentifier(attribute.type)
                writer.element(attribute.tag, attribute.value)
            }
        }
    }

    /// Byte for byte.
    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.der == rhs.der }
    /// Over the DER.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension DistinguishedName {
    /// The name without attributes whose value is empty; relative names left with none go too.
    package var withoutEmptyAttributes: DistinguishedName {
        guard attributes.contains(where: { $0.value.isEmpty }) else { return self }
        let kept = relativeNames.map { $0.filter { !$0.value.isEmpty } }.filter { !$0.isEmpty }
        return DistinguishedName(relativeNames: kept)
    }
}
