/// A certificate as the rows see it: every field decoded once.
package struct LintSubject: Sendable {
    let content: TBSCertificate
    let context: LintContext
    let attributes: [DistinguishedName.Attribute]
    private(set) var basicConstraints: BasicConstraints?
    private(set) var keyUsage: KeyUsage?
    private(set) var purposes: [ObjectIdentifier]?
    private(set) var names: [GeneralName]?
    private(set) var subjectKeyIdentifier: [UInt8]?
    private(set) var authorityKeyIdentifier: [UInt8]?
    /// Whether each known extension could be read.
    private(set) var isDecodable = true

    package init(_ content: TBSCertificate, context: LintContext) {
        self.content = content
        self.context = context
        attributes = content.subject.attributes
        for item in content.extensions {
            do throws(X509Error) {
                try decode(item)
            } catch {
                isDecodable = false
            }
        }
    }

    private mutating func decode(_ item: CertificateExtension) throws(X509Error) {
        switch item.identifier {
        case .basicConstraints: basicConstraints = try BasicConstraints(der: item.value)
        case .keyUsage: keyUsage = try KeyUsage(der: item.value)
        case .extendedKeyUsage: purposes = try ExtensionList.readPurposes(der: item.value)
        case .subjectAltName: names = try ExtensionList.readNames(der: item.value)
        case .subjectKeyIdentifier: subjectKeyIdentifier = try KeyIdentifier.readSubject(der: item.value)
        case .authorityKeyIdentifier: authorityKeyIdentifier = try KeyIdentifier.readAuthority(der: item.value)
        default: break
        }
    }

    var isAuthority: Bool { basicConstraints?.isAuthority ?? false }
    var isSelfIssued: Bool { content.subject == content.issuer }

    func isCritical(_ identifier: ObjectIdentifier) -> Bool? {
        content.extensions.first(identifier)?.isCritical
    }

    /// Whether every name of a kind passes; true when there is none.
    func everyName(_ kind: GeneralName.Kind, _ accepts: (GeneralName) -> Bool) -> Bool {
        guard let names else { return true }
        return names.allSatisfy { $0.kind != kind || accepts($0) }
    }

    /// Whether no domain name, of dNSName or of a URI's host, has this fault.
    func hasNoName(with fault: DomainNameFault) -> Bool {
        everyName(.dns) { DomainName.fault($0.value[...]) != fault }
            && everyName(.uri) { UniformResource($0.value)?.hostFault != fault }
    }

    /// Whether every attribute passes.
    func everyAttribute(_ accepts: (DistinguishedName.Attribute, AttributeType?) -> Bool) -> Bool {
        attributes.allSatisfy { accepts($0, AttributeType.of($0.type)) }
    }
}
