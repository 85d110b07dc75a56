/// The attribute types of RFC 5280 appendix A.1 (and X.520, RFC 4519) with what their values must be.
package struct AttributeType: Sendable {
    package enum Kind: Sendable {
        /// PrintableString or UTF8String.
        case directoryString
        case printableString
        case ia5String
    }

    package let identifier: ObjectIdentifier
    /// Short name of RFC 4514 §3 or the usual one.
    package let name: String
    package let kind: Kind
    /// Longest value in characters.
    package let upperBound: Int

    package static let country = ObjectIdentifier(known: [0x55, 4, 6])
    package static let commonName = ObjectIdentifier(known: [0x55, 4, 3])
    package static let domainComponent = ObjectIdentifier(known: pilot + [25])
    package static let emailAddress = ObjectIdentifier(known: ObjectIdentifier.pkcs9 + [1])

    package static let table: [AttributeType] = [
        x520(3, "CN", 64), x520(10, "O", 64), x520(11, "OU", 64), x520(7, "L", 128), x520(8, "ST", 128),
        x520(6, "C", 2, .printableString), x520(5, "serialNumber", 64, .printableString), x520(9, "STREET", 128),
        x520(4, "SN", 64), x520(42, "GN", 64), x520(43, "initials", 64), x520(44, "generationQualifier", 64),
        x520(41, "name", 64), x520(12, "title", 64), x520(46, "dnQualifier", 64, .printableString),
        x520(65, "pseudonym", 128), x520(15, "businessCategory", 128), x520(17, "postalCode", 40),
        x520(97, "organizationIdentifier", 256),
        AttributeType(identifier: domainComponent, name: "DC", kind: .ia5String, upperBound: 63),
        AttributeType(
            identifier: ObjectIdentifier(known: pilot + [1]), name: "UID", kind: .directoryString, upperBound: 256),
        AttributeType(identifier: emailAddress, name: "emailAddress", kind: .ia5String, upperBound: 255),
    ]

    private static let byIdentifier = Dictionary(uniqueKeysWithValues: table.map { ($0.identifier, $0) })
    private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name.lowercased(), $0) })

    package static func of(_ identifier: ObjectIdentifier) -> AttributeType? { byIdentifier[identifier] }
    package static func named(_ name: String) -> AttributeType? { byName[name.lowercased()] }

    private static let pilot: [UInt8] = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1]

    private static func x520(
        _ arc: UInt8, _ name: String, _ upperBound: Int, _ kind: Kind = .directoryString
    ) -> AttributeType {
        AttributeType(
            identifier: ObjectIdentifier(known: [0x55, 4, arc]), name: name, kind: kind, upperBound: upperBound)
    }
}
