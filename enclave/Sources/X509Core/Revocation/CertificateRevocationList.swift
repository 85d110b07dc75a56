/// A CRL of RFC 5280 §5 as received. Reading checks its form; `verify(by:)` its signature.
public struct CertificateRevocationList: Sendable {
    /// Longest CRL that is read, in bytes.
    public static let maximumLength = 16 * 1024 * 1024

    package let structure: SignedStructure
    /// 1 or 2; lists with extensions are version 2.
    package let version: Int
    /// Who signed.
    public let issuer: DistinguishedName
    /// Unix seconds.
    public let thisUpdate: Int64
    /// Unix seconds; nil when the issuer does not say.
    public let nextUpdate: Int64?
    /// In the order of the list.
    public let entries: [RevokedCertificate]
    /// In encoded order; none is critical.
    public let extensions: [CertificateExtension]
    private let reasons: [[UInt8]: RevokedCertificate.Reason]

    /// DER as received.
    public var der: [UInt8] { structure.der }

    /// Reads DER or one PEM block `X509 CRL`.
    /// - Throws: `unsupported` for a critical extension, in the list or in an entry; indirect and delta CRLs have one.
    public init(_ input: [UInt8]) throws(X509Error) {
        guard input.count <= Self.maximumLength else { throw .tooLarge("The CRL", limit: Self.maximumLength) }
        let der = try PEM.derContent(of: input, labels: ["X509 CRL"])
        structure = try SignedStructure(der: der, limit: Self.maximumLength, what: "The CRL")
        var outer = structure.signedReader
        var reader = try outer.enter()
        let isVersion2 = reader.nextTag == DERTag.integer
        if isVersion2, try reader.readSmallInteger() != 1 { throw .malformed("A CRL has an unknown version") }
        version = isVersion2 ? 2 : 1
        guard reader.copy(try reader.read(DERTag.sequence).range) == structure.algorithm else {
            throw .malformed("A CRL names two different signature algorithms")
        }
        issuer = try DistinguishedName(from: &reader)
        thisUpdate = try DERTime.read(from: &reader).seconds
        let hasNext = reader.nextTag == DERTag.utcTime || reader.nextTag == DERTag.generalizedTime
        nextUpdate = hasNext ? try DERTime.read(from: &reader).seconds : nil
        entries = reader.nextTag == DERTag.sequence ? try Self.readEntries(from: &reader) : []
        extensions = try CertificateExtension.readTagged(0, from: &reader)
        try reader.finish()
        guard !extensions.contains(where: \.isCritical) else {
            throw .unsupported("A CRL has a critical extension: delta and indirect CRLs are not read.")
        }
        var reasons: [[UInt8]: RevokedCertificate.Reason] = [:]
        reasons.reserveCapacity(entries.count)
        for entry in entries where reasons[entry.serial] == nil { reasons[entry.serial] = entry.reason }
        self.reasons = reasons
    }

    /// Why a serial number (content octets) is revoked, or nil.
    public func reason(revoking serial: [UInt8]) -> RevokedCertificate.Reason? {
        reasons[serial]
    }

    /// Fails unless `key` signed this list.
    public func verify(by key: SubjectPublicKey) throws(X509Error) {
        try structure.verify(with: key, what: "the CRL of \(issuer)")
    }

    /// cRLNumber as big-endian octets, or nil when absent.
    public func number() throws(X509Error) -> [UInt8]? {
        guard let item = extensions.first(.crlNumber) else { return nil }
        var reader = DERReader(item.value)
        let number = try reader.readInteger()
        try reader.finish()
        return number
    }

    /// keyIdentifier of authorityKeyIdentifier, or nil when absent.
    package func authorityKeyIdentifier() throws(X509Error) -> [UInt8]? {
        guard let item = extensions.first(.authorityKeyIdentifier) else { return nil }
        return try KeyIdentifier.readAuthority(der: item.value)
    }

    private static func readEntries(from outer: inout DERReader) throws(X509Error) -> [RevokedCertificate] {
        var reader = try outer.enter()
        var entries: [RevokedCertificate] = []
        while !reader.isAtEnd {
            var item = try reader.enter()
            let serial = try item.readInteger()
            let date = try DERTime.read(from: &item).seconds
            let extensions = item.isAtEnd ? [] : try CertificateExtension.readAll(from: &item)
            try item.finish()
            let reason = try readReason(extensions)
            entries.append(RevokedCertificate(serial: serial, date: date, reason: reason))
        }
        return entries
    }

    private static func readReason(_ extensions: [CertificateExtension]) throws(X509Error) -> RevokedCertificate.Reason
    {
        guard !extensions.contains(where: \.isCritical) else {
            throw .unsupported("A CRL entry has a critical extension: indirect CRLs are not read.")
        }
        guard let item = extensions.first(.reasonCode) else { return .unspecified }
        var reader = DERReader(item.value)
        let code = try reader.readSmallInteger(DERTag.enumerated)
        try reader.finish()
        guard let reason = UInt8(exactly: code).flatMap(RevokedCertificate.Reason.init) else {
            throw .malformed("A CRL entry has an unknown reason")
        }
        return reason
    }
}
