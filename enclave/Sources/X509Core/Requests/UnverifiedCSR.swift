/// A PKCS#10 request as received (RFC 2986). Its bytes say nothing yet; `verified()` is the only way on.
public struct UnverifiedCSR: Sendable {
    /// Longest request that is read, in bytes, PEM or DER.
    public static let maximumLength = 64 * 1024

    package let structure: SignedStructure
    package let subject: DistinguishedName
    package let publicKey: SubjectPublicKey
    package let extensions: [CertificateExtension]

    /// Reads DER or one PEM block `CERTIFICATE REQUEST` (or the older `NEW CERTIFICATE REQUEST`).
    public init(_ input: [UInt8]) throws(X509Error) {
        guard input.count <= Self.maximumLength else { throw .tooLarge("The request", limit: Self.maximumLength) }
        let der = try PEM.derContent(of: input, labels: ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"])
        structure = try SignedStructure(der: der, limit: Self.maximumLength, what: "The request")
        var outer = structure.signedReader
        var reader = try outer.enter()
        guard try reader.readSmallInteger() == 0 else { throw .unsupported("Only version 1 requests exist.") }
        subject = try DistinguishedName(from: &reader)
        publicKey = try SubjectPublicKey(from: &reader)
        var requested: [CertificateExtension]?
        if let attributes = try reader.readOptional(DERTag.constructedContext(0)) {
            var attributeReader = DERReader(reader.bytes, attributes.content)
            while !attributeReader.isAtEnd {
                guard let found = try Self.readExtensionRequest(from: &attributeReader) else { continue }
                guard requested == nil else { throw .malformed("A request has two extension requests") }
                requested = found
            }
        }
        try reader.finish()
        extensions = requested ?? []
        guard !extensions.hasDuplicates else { throw .malformed("A request repeats an extension") }
    }

    /// Checks the key, then that the request is signed with it.
    /// - Throws: `weakKey`, `unsupported` for SHA-1 and other algorithms, `badSignature`, `malformed` for bad names.
    public func verified() throws(X509Error) -> VerifiedCSR {
        try publicKey.checkLength()
        try structure.verify(with: publicKey, what: "the request")
        try publicKey.checkStrength(hasVerified: true)
        return try VerifiedCSR(self)
    }

    private static func readExtensionRequest(
        from reader: inout DERReader
    ) throws(X509Error) -> [CertificateExtension]? {
        var attribute = try reader.enter()
        let type = try attribute.readObjectIdentifier()
        var values = try attribute.enter(DERTag.set)
        try attribute.finish()
        guard type == .extensionRequest else { return nil }
        let extensions = try CertificateExtension.readAll(from: &values)
        try values.finish()
        return extensions
    }
}

/// A request whose signature was checked with the key it asks a certificate for.
public struct VerifiedCSR: Sendable {
    /// Subject asked for, bytes as received.
    public let subject: DistinguishedName
    /// The key, strong enough to certify.
    public let publicKey: SubjectPublicKey
    /// Alternative names asked for, in the order of the request: dNSName, rfc822Name, iPAddress and URI. Other types
    /// are left out, as are all other extensions: usages come from the caller, CA:TRUE from nobody's request.
    public let names: [GeneralName]
    /// Every extension asked for, as received, each type once. Asking is all it is.
    package let requestedExtensions: [CertificateExtension]

    fileprivate init(_ request: UnverifiedCSR) throws(X509Error) {
        subject = request.subject
        publicKey = request.publicKey
        requestedExtensions = request.extensions
        if let item = request.extensions.first(.subjectAltName) {
            names = try ExtensionList.readNames(der: item.value).filter { Self.kinds.contains($0.kind) }
        } else {
            names = []
        }
    }

    private static let kinds: [GeneralName.Kind] = [.dns, .email, .ip, .uri]
}
