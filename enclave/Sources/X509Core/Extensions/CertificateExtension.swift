/// One extension of a certificate, a request, a CRL or a CRL entry.
public struct CertificateExtension: Hashable, Sendable {
    /// extnID.
    public let identifier: ObjectIdentifier
    /// critical.
    public let isCritical: Bool
    /// Octets of extnValue: the DER inside the OCTET STRING.
    public let value: [UInt8]

    package init(_ identifier: ObjectIdentifier, isCritical: Bool, value: [UInt8]) {
        self.identifier = identifier
        self.isCritical = isCritical
        self.value = value
    }

    /// Most extensions of one structure that are read.
    package static let maximumCount = 64

    /// Reads `Extensions`, duplicates included: who uses them decides.
    package static func readAll(from outer: inout DERReader) throws(X509Error) -> [CertificateExtension] {
        var reader = try outer.enter()
        var extensions: [CertificateExtension] = []
        while !reader.isAtEnd {
            guard extensions.count < maximumCount else {
                throw .tooLarge("The number of extensions", limit: maximumCount)
            }
            var item = try reader.enter()
            let identifier = try item.readObjectIdentifier()
            let isCritical = item.nextTag == DERTag.boolean ? try item.readBoolean() : false
            let value = try item.readOctetString()
            try item.finish()
            extensions.append(CertificateExtension(identifier, isCritical: isCritical, value: value))
        }
        return extensions
    }

    /// Reads `[number] EXPLICIT Extensions OPTIONAL`; none where it is missing.
    static func readTagged(_ number: UInt8, from reader: inout DERReader) throws(X509Error) -> [CertificateExtension] {
        guard let wrapper = try reader.readOptional(DERTag.constructedContext(number)) else { return [] }
        var inside = DERReader(reader.bytes, wrapper.content)
        let extensions = try readAll(from: &inside)
        try inside.finish()
        return extensions
    }

    package static func write(_ extensions: [CertificateExtension], to writer: inout DERWriter) {
        writer.constructed { writer in
            for item in extensions {
                writer.constructed { writer in
                    writer.objectIdentifier(item.identifier)
                    if item.isCritical { writer.boolean(true) }
                    writer.element(DERTag.octetString, item.value)
                }
            }
        }
    }
}

extension [CertificateExtension] {
    /// The first extension of this type.
    package func first(_ identifier: ObjectIdentifier) -> CertificateExtension? {
        first { $0.identifier == identifier }
    }

    package var hasDuplicates: Bool {
        indices.contains { index in self[..<index].contains { $0.identifier == self[index].identifier } }
    }
}
