/// basicConstraints, RFC 5280 §4.2.1.9.
public struct BasicConstraints: Hashable, Sendable {
    /// Whether the subject is a CA.
    public let isAuthority: Bool
    /// How many intermediate CAs may follow; nil for no limit.
    public let pathLength: Int?

    package init(isAuthority: Bool, pathLength: Int? = nil) {
        self.isAuthority = isAuthority
        self.pathLength = pathLength
    }

    package init(der: [UInt8]) throws(X509Error) {
        var outer = DERReader(der)
        var reader = try outer.enter()
        try outer.finish()
        isAuthority = reader.nextTag == DERTag.boolean ? try reader.readBoolean() : false
        pathLength = reader.isAtEnd ? nil : try reader.readSmallInteger()
        try reader.finish()
    }

    package var encoded: [UInt8] {
        DERWriter.encode(capacity: 8) { writer in
            writer.constructed { writer in
                if isAuthority { writer.boolean(true) }
                if let pathLength { writer.integer(pathLength) }
            }
        }
    }
}

/// The key identifiers of RFC 5280 §4.2.1.1 and §4.2.1.2.
package enum KeyIdentifier {
    package static func readSubject(der: [UInt8]) throws(X509Error) -> [UInt8] {
        var reader = DERReader(der)
        let identifier = try reader.readOctetString()
        try reader.finish()
        return identifier
    }

    /// keyIdentifier of an authorityKeyIdentifier, or nil when only issuer and serial are there.
    package static func readAuthority(der: [UInt8]) throws(X509Error) -> [UInt8]? {
        var outer = DERReader(der)
        var reader = try outer.enter()
        try outer.finish()
        let identifier = try reader.readOptional(DERTag.context(0)).map { reader.copy($0.content) }
        _ = try reader.readOptional(DERTag.constructedContext(1))
        _ = try reader.readOptional(DERTag.context(2))
        try reader.finish()
        return identifier
    }

    package static func subjectExtension(_ identifier: [UInt8]) -> CertificateExtension {
        let value = DERWriter.encode(capacity: 24) { $0.element(DERTag.octetString, identifier) }
        return CertificateExtension(.subjectKeyIdentifier, isCritical: false, value: value)
    }

    package static func authorityExtension(_ identifier: [UInt8]) -> CertificateExtension {
        let value = DERWriter.encode(capacity: 32) { writer in
            writer.constructed { $0.element(DERTag.context(0), identifier) }
        }
        return CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: value)
    }
}

/// subjectAltName and extKeyUsage, both a SEQUENCE OF.
package enum ExtensionList {
    package static func readNames(der: [UInt8]) throws(X509Error) -> [GeneralName] {
        var outer = DERReader(der)
        var reader = try outer.enter()
        try outer.finish()
        var names: [GeneralName] = []
        while !reader.isAtEnd {
            guard names.count < 4096 else { throw .tooLarge("The number of alternative names", limit: 4096) }
            names.append(try GeneralName(from: &reader))
        }
        return names
    }

    package static func readPurposes(der: [UInt8]) throws(X509Error) -> [ObjectIdentifier] {
        var outer = DERReader(der)
        var reader = try outer.enter()
        try outer.finish()
        var purposes: [ObjectIdentifier] = []
        while !reader.isAtEnd {
            guard purposes.count < 64 else { throw .tooLarge("The number of extended usages", limit: 64) }
            purposes.append(try reader.readObjectIdentifier())
        }
        return purposes
    }

    package static func encode(_ names: [GeneralName]) -> [UInt8] {
        DERWriter.encode { writer in
            writer.constructed { writer in names.forEach { $0.write(to: &writer) } }
        }
    }

    package static func encode(_ purposes: [ObjectIdentifier]) -> [UInt8] {
        DERWriter.encode(capacity: 48) { writer in
            writer.constructed { writer in purposes.forEach { writer.objectIdentifier($0) } }
        }
    }
}
