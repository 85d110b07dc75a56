/// The signed part of a certificate, RFC 5280 §4.1, read field by field without judging what it says.
public struct TBSCertificate: Sendable {
    /// DER as received: what the signature covers.
    public let der: [UInt8]
    /// 1, 2 or 3.
    public let version: Int
    /// Content octets of the serial number.
    public let serial: [UInt8]
    /// DER of the signature AlgorithmIdentifier.
    package let signatureAlgorithm: [UInt8]
    /// Who signed.
    public let issuer: DistinguishedName
    /// Unix seconds.
    public let notBefore: Int64
    /// Unix seconds, inclusive.
    public let notAfter: Int64
    /// Whether both times are of the type their year wants.
    package let hasRightTimeTypes: Bool
    /// Whose key it is; may be empty when there are alternative names.
    public let subject: DistinguishedName
    /// The key certified.
    public let publicKey: SubjectPublicKey
    package let hasUniqueIdentifiers: Bool
    /// In encoded order.
    public let extensions: [CertificateExtension]

    package init(der: [UInt8]) throws(X509Error) {
        var reader = DERReader(der)
        try self.init(from: &reader)
        try reader.finish()
    }

    init(from outer: inout DERReader) throws(X509Error) {
        let element = try outer.read(DERTag.sequence)
        var reader = DERReader(outer.bytes, element.content)
        der = outer.copy(element.range)
        version = try Self.readVersion(from: &reader)
        serial = try reader.readInteger()
        signatureAlgorithm = reader.copy(try reader.read(DERTag.sequence).range)
        issuer = try DistinguishedName(from: &reader)
        var validity = try reader.enter()
        let first = try DERTime.read(from: &validity)
        let last = try DERTime.read(from: &validity)
        try validity.finish()
        (notBefore, notAfter) = (first.seconds, last.seconds)
        hasRightTimeTypes = first.isRightType && last.isRightType
        subject = try DistinguishedName(from: &reader)
        publicKey = try SubjectPublicKey(from: &reader)
        let issuerID = try reader.readOptional(DERTag.context(1))
        let subjectID = try reader.readOptional(DERTag.context(2))
        hasUniqueIdentifiers = issuerID != nil || subjectID != nil
        extensions = try CertificateExtension.readTagged(3, from: &reader)
        try reader.finish()
    }

    private static func readVersion(from reader: inout DERReader) throws(X509Error) -> Int {
        guard let wrapper = try reader.readOptional(DERTag.constructedContext(0)) else { return 1 }
        var inside = DERReader(reader.bytes, wrapper.content)
        let version = try inside.readSmallInteger() + 1
        try inside.finish()
        guard version == 2 || version == 3 else { throw .malformed("A certificate has an unknown version") }
        return version
    }
}
