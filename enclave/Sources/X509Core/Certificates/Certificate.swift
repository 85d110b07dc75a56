internal import Crypto

/// An X.509 certificate as received. Reading checks its form; trust comes from a `CertificateChain`.
public struct Certificate: Sendable {
    /// Longest certificate that is read, in bytes.
    public static let maximumLength = 64 * 1024

    /// The signed fields.
    public let content: TBSCertificate
    package let structure: SignedStructure

    /// DER as received.
    public var der: [UInt8] { structure.der }

    /// Reads one certificate, DER or one PEM block.
    /// - Throws: `tooLarge`, or `malformed` also for a repeated extension or two different signature algorithms.
    public init(_ input: [UInt8]) throws(X509Error) {
        guard input.count <= Self.maximumLength * 2 else {
            throw .tooLarge("The certificate", limit: Self.maximumLength)
        }
        let der = try PEM.derContent(of: input, labels: ["CERTIFICATE"])
        structure = try SignedStructure(der: der, limit: Self.maximumLength, what: "The certificate")
        var reader = structure.signedReader
        content = try TBSCertificate(from: &reader)
        guard content.signatureAlgorithm == structure.algorithm else {
            throw .malformed("A certificate names two different signature algorithms")
        }
        guard !content.extensions.hasDuplicates else { throw .malformed("A certificate repeats an extension") }
    }

    /// Reads every CERTIFICATE block of a PEM text, or one DER certificate.
    public static func readAll(_ input: [UInt8], limit: Int = 16) throws(X509Error) -> [Certificate] {
        if input.first == DERTag.sequence { return [try Certificate(input)] }
        var certificates: [Certificate] = []
        for block in try PEM.decodeAll(input, limit: limit) where block.label == "CERTIFICATE" {
            certificates.append(try Certificate(block.content))
        }
        return certificates
    }

    /// SHA-256 of the DER.
    public var fingerprint: [UInt8] { Array(SHA256.hash(data: der)) }

    /// Whether `key` signed this certificate.
    public func verifySignature(by key: SubjectPublicKey) throws(X509Error) {
        try structure.verify(with: key, what: "the certificate \(content.subject)")
    }

    /// As a PEM block.
    public var pem: [UInt8] { PEM.encode(der, label: "CERTIFICATE") }
}

extension Certificate {
    /// basicConstraints, or nil when absent.
    public func basicConstraints() throws(X509Error) -> BasicConstraints? {
        guard let item = content.extensions.first(.basicConstraints) else { return nil }
        return try BasicConstraints(der: item.value)
    }

    /// keyUsage, or nil when absent.
    public func keyUsage() throws(X509Error) -> KeyUsage? {
        guard let item = content.extensions.first(.keyUsage) else { return nil }
        return try KeyUsage(der: item.value)
    }

    /// extKeyUsage, or nil when absent.
    public func extendedKeyUsage() throws(X509Error) -> [ObjectIdentifier]? {
        guard let item = content.extensions.first(.extendedKeyUsage) else { return nil }
        return try ExtensionList.readPurposes(der: item.value)
    }

    /// subjectAltName; empty when absent.
    public func subjectAlternativeNames() throws(X509Error) -> [GeneralName] {
        guard let item = content.extensions.first(.subjectAltName) else { return [] }
        return try ExtensionList.readNames(der: item.value)
    }

    /// subjectKeyIdentifier, or nil when absent.
    public func subjectKeyIdentifier() throws(X509Error) -> [UInt8]? {
        guard let item = content.extensions.first(.subjectKeyIdentifier) else { return nil }
        return try KeyIdentifier.readSubject(der: item.value)
    }

    /// What names its key in what it issues: its subjectKeyIdentifier, else one made of the key.
    package func issuingKeyIdentifier() throws(X509Error) -> [UInt8] {
        try subjectKeyIdentifier() ?? content.publicKey.keyIdentifier
    }

    /// keyIdentifier of authorityKeyIdentifier, or nil when absent.
    public func authorityKeyIdentifier() throws(X509Error) -> [UInt8]? {
        guard let item = content.extensions.first(.authorityKeyIdentifier) else { return nil }
        return try KeyIdentifier.readAuthority(der: item.value)
    }
}
