internal import EnclaveProtocol

extension DistinguishedName {
    /// Reads an RFC 4514 string, most specific part first (`CN=ca,O=Example`), as `ca create --subject` takes it.
    /// Values become PrintableString where they fit (always for C), IA5String for DC and emailAddress, else UTF8String.
    /// - Throws: `malformed` naming the part that cannot be read.
    public init(rfc4514 text: String) throws(X509Error) {
        var parser = RFC4514Parser(text: Array(text.utf8))
        var names: [[Attribute]] = []
        while !parser.isAtEnd {
            names.append(try parser.relativeName())
            guard names.count <= Self.maximumParts else {
                throw .tooLarge("The number of parts of a name", limit: Self.maximumParts)
            }
        }
        self.init(relativeNames: names.reversed())
    }

    /// The RFC 4514 string; characters that could mislead a terminal or a log are written as `\XX`.
    public var rfc4514: String {
        relativeNames.reversed().map { $0.map(\.rfc4514).joined(separator: "+") }.joined(separator: ",")
    }
}

extension DistinguishedName: CustomStringConvertible {
    /// `rfc4514`.
    public var description: String { rfc4514 }
}

extension DistinguishedName.Attribute {
    private static let textTags = [DERTag.utf8String, DERTag.printableString, DERTag.ia5String]

    /// The value as text, or nil if it is of no text type or not valid in it.
    public var text: String? {
        guard Self.textTags.contains(tag) else { return nil }
        return String(validating: value, as: UTF8.self)
    }

    fileprivate var rfc4514: String {
        let name = AttributeType.of(type)?.name ?? type.description
        // Most names are hosts and words, and say themselves.
        if Self.textTags.contains(tag), !value.isEmpty, value.allSatisfy(CharacterSets.isPlain) {
            return name + "=" + String(decoding: value, as: UTF8.self)
        }
        guard let text else { return name + "=#" + Hex.encode([tag, UInt8(min(value.count, 127))] + value) }
        return name + "=" + Self.escape(text)
    }

    private static func escape(_ text: String) -> String {
        var output = ""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isEdge = index == 0 || index == scalars.count - 1
            switch scalar {
            case "\"", "+", ",", ";", "<", ">", "\\", "=": output += "\\" + String(scalar)
            case "#" where index == 0: output += "\\#"
            case " " where isEdge: output += "\\ "
            case _ where scalar.properties.generalCategory.isUnprintable:
                output += String(scalar).utf8.map { "\\" + Hex.encode([$0]) }.joined()
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isUnprintable: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: true
        default: false
        }
    }
}
