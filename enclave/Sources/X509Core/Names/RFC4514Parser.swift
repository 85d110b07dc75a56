internal import EnclaveProtocol

/// Walks an RFC 4514 string once, from the left.
struct RFC4514Parser {
    private let text: [UInt8]
    private var position = 0

    init(text: [UInt8]) {
        self.text = text
    }

    var isAtEnd: Bool { position >= text.count }

    /// One relative name up to a comma or the end; at least one more must follow a comma.
    mutating func relativeName() throws(X509Error) -> [DistinguishedName.Attribute] {
        var attributes = [try attribute()]
        while position < text.count, text[position] == UInt8(ascii: "+") {
            guard attributes.count < DistinguishedName.maximumParts else {
                throw .tooLarge("The number of attributes of a name", limit: DistinguishedName.maximumParts)
            }
            position += 1
            attributes.append(try attribute())
        }
        if position < text.count {
            position += 1
            guard !isAtEnd else { throw .malformed("A name ends in a comma") }
        }
        return attributes
    }

    private mutating func attribute() throws(X509Error) -> DistinguishedName.Attribute {
        guard let equals = text[position...].firstIndex(of: UInt8(ascii: "=")) else {
            throw .malformed("A part of a name is not TYPE=value")
        }
        let typeName = String(decoding: text[position..<equals].filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        position = equals + 1
        let known = AttributeType.named(typeName)
        guard let type = known?.identifier ?? ObjectIdentifier(typeName) else {
            throw .malformed(
                "'\(typeName)' is no attribute type; use CN, O, OU, C, ST, L, DC, UID or a dotted identifier")
        }
        let value = try value()
        guard String(validating: value, as: UTF8.self) != nil else { throw .malformed("A name is not UTF-8") }
        return DistinguishedName.Attribute(type: type, tag: Self.tag(for: value, known?.kind), value: value)
    }

    private mutating func value() throws(X509Error) -> [UInt8] {
        var value: [UInt8] = []
        var keep = 0
        while position < text.count, text[position] != UInt8(ascii: ","), text[position] != UInt8(ascii: "+") {
            let character = text[position]
            position += 1
            if character == UInt8(ascii: "\\") {
                value.append(try escaped())
                keep = value.count
            } else if character != UInt8(ascii: " ") {
                value.append(character)
                keep = value.count
            } else if !value.isEmpty {
                value.append(character)
            }
        }
        return Array(value.prefix(keep))
    }

    private mutating func escaped() throws(X509Error) -> UInt8 {
        guard position < text.count else { throw .malformed("A name ends in a backslash") }
        if position + 1 < text.count,
            let octet = Hex.decode(String(decoding: text[position...position + 1], as: UTF8.self))?.first
        {
            position += 2
            return octet
        }
        position += 1
        return text[position - 1]
    }

    private static func tag(for value: [UInt8], _ kind: AttributeType.Kind?) -> UInt8 {
        switch kind {
        case .ia5String: DERTag.ia5String
        case .printableString: DERTag.printableString
        case .directoryString, nil:
            value.allSatisfy(CharacterSets.isPrintable) ? DERTag.printableString : DERTag.utf8String
        }
    }
}
